/** What a program may tell of, over all its schedules. */
import { expect } from 'vitest'
import { type CheckOptions, check } from '../../src/check/index.ts'

/**
 * Every value that `program` tells of in a schedule of the search. What it tells of in the schedules that are looked
 * at for sharing, and those are random ones, does not count: a search that misses a value is to be seen.
 */
export async function outcomes(
  program: (tell: (what: unknown) => void) => Promise<unknown>,
  options: CheckOptions = {},
): Promise<unknown[]> {
  const told: unknown[][] = []
  const under = (): Promise<unknown> => {
    const now: unknown[] = []
    told.push(now)
    return program(what => now.push(what))
  }
  const { failures, effort } = await check(under, { all: true, shrink: false, ...options })
  expect(failures.error).toBeUndefined()
  return [...new Set(told.slice(0, effort.runs).flat())].sort()
}
