/**
 * What is asked of a check.
 */
import type { ProcessBody } from '../core/process.ts'
import type { ProgramSpecification } from './spec.ts'

/**
 * How schedules are chosen.
 *
 *   dpor    one schedule of each trace (dynamic partial order reduction with sleep sets); the default
 *   sleep   every transition from every state that sleep sets leave open
 *   dfs     every transition from every state, each state once: the oracle of the other two
 *   random  every step at random
 *   pct     random priorities with a few random changes (Burckhardt et al. 2010)
 */
export type Mode = 'dpor' | 'sleep' | 'dfs' | 'random' | 'pct'

/** What is explored, how far, and what must hold. */
export interface CheckOptions {
  readonly mode?: Mode
  /** Seed of `random` and `pct`; 1 if left out. */
  readonly seed?: number
  /** The most schedules; 1,000,000 if left out, 1,000 for `random` and `pct`. */
  readonly maxRuns?: number
  /** The most real milliseconds. */
  readonly maxMilliseconds?: number
  /** The most events in a schedule, beyond which it is given up and the check is not exhaustive; 10,000. */
  readonly maxDepth?: number
  /** `any`: two partners that wait on a channel may meet; `fifo`: only those that came first. */
  readonly partner?: 'any' | 'fifo'
  /** `maximal progress`: time passes when nothing else can happen; `free`: a timer may run out any time. */
  readonly time?: 'maximal progress' | 'free'
  /** `resume`: processes share memory on purpose, so the order of everything that they do is explored. */
  readonly granularity?: 'communication' | 'resume'
  /** Names of processes that may be left waiting when the program has ended. */
  readonly daemons?: readonly string[]
  /** Throws, or gives false, where the program is not as it should be; called after each event. */
  readonly invariant?: () => boolean | undefined
  /**
   * What the variables of the program hold, as text; what waits where is known. For programs that come back to
   * where they were, and so would have schedules without end: a state seen before is not explored again, and a way
   * back to itself without `progress()` is a livelock. For mode `dfs`.
   */
  readonly fingerprint?: () => string
  /** What may pass through which channels, as a process of the algebra. */
  readonly spec?: ProgramSpecification
  /** Goes on after a failure, and counts them. */
  readonly all?: boolean
  /** Replays the schedule of a token and nothing else. */
  readonly replay?: string
  /** Whether a failure is made shorter before it is reported; true if left out. */
  readonly shrink?: boolean
  /** Told now and then how far the check has come. */
  readonly progress?: (effort: Effort) => void
}

/** What is checked: called again for every schedule, so it builds all that it uses. */
export type Program = ProcessBody<unknown>

/** What a check has cost so far. */
export interface Effort {
  /** Schedules that were begun. */
  readonly runs: number
  /** Schedules that ran to an end of the program. */
  readonly traces: number
  /** Events that were taken, in all schedules together. */
  readonly events: number
  /** Distinct states, where they are kept (`dfs`). */
  readonly states: number
  /** Events of the longest schedule. */
  readonly depth: number
  readonly milliseconds: number
}
