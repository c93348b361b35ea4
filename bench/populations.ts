/** Large populations: one launch each, after a probe has shown that they fit. */
import { type Footprint, heapFlags, largest, limits, refusal } from './capacity.ts'
import { type Contest, hold, type Outcome } from './contest.ts'
import type { Contestant } from './method.ts'
import { say } from './progress.ts'

export const MILLION = 1_000_000

/** Those of a full run. */
export const LARGE = [15 * MILLION]

export const fibers = (n: number): Contestant => ({ ...PLAIN, flavour: 'fiber', n })

const PLAIN = { workload: 'density', variant: 'plain' }
/** Enough for what a program takes besides its processes to count for little. */
const PROBE = MILLION
const TIMEOUT = 900_000

const nobody: Outcome = { results: [], dropped: [] }

export const together = (outcomes: readonly Outcome[]): Outcome => ({
  results: outcomes.flatMap(({ results }) => results),
  dropped: outcomes.flatMap(({ dropped }) => dropped),
})

/**
 * Launches n processes of a flavour if memory and the kernel's limit on mappings let them be, by the bytes that a
 * probe takes; says what is in the way if not, and has no result then.
 */
export async function population(
  contest: Contest,
  flavour: string,
  asked: number | 'largest',
): Promise<Outcome> {
  const probing = { ...contest, contestants: [{ ...PLAIN, flavour, n: PROBE }], launches: 1 }
  const probe = await hold(probing)
  const measured = probe.results[0]?.censuses[0]
  if (measured === undefined) return probe
  const footprint: Footprint = { heap: measured.bytes, resident: measured.resident }
  const machine = limits()
  const n = asked === 'largest' ? largest(footprint, machine) : asked
  const refused = refusal(n, footprint, machine)
  if (refused !== undefined) {
    say(refused)
    return nobody
  }
  return hold({
    ...contest,
    contestants: [{ ...PLAIN, flavour, n }],
    nodeOptions: heapFlags(n, footprint),
    timeout: TIMEOUT,
  })
}
