/**
 * What a scope throws, and what its errors say of the processes that have not ended.
 */
import { TimeoutError } from './errors.ts'
import type { Process } from './process.ts'
import type { Scope } from './scope.ts'

/** What a scope throws for its failures: the one root itself, or all of them together. */
export function failureOf(roots: readonly unknown[], { name }: Scope): unknown {
  if (roots.length === 1) return roots[0]
  return new AggregateError(roots, `${roots.length} processes of scope '${name}' failed`)
}

export function timeoutError({ name, running }: Scope, limit: number): TimeoutError {
  const names = running.map(process => `'${process.name}'`).join(', ')
  const still = names === '' ? '' : `; still running: ${names}`
  return new TimeoutError(`scope '${name}' took longer than ${limit} ms${still}`)
}

/** Names the processes that still run on the failures of their scope: `stillRunning`. */
export function noteRunning(roots: readonly unknown[], running: readonly Process[]): void {
  const stillRunning = running.map(({ name }) => name)
  // The same failure may pass through scopes within scopes that each give up: the outermost has the last word.
  for (const root of roots)
    if (root instanceof Error && Object.isExtensible(root)) Object.assign(root, { stillRunning })
}
