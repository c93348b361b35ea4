/**
 * Following a schedule that is given, step by step: for replay, for shrinking, for walks at random.
 */

import type { Executed } from './executed.ts'
import { Execution, type Kept, type Subject } from './execution.ts'
import type { Transition } from './transition.ts'

/** Says which of the transitions comes next, by its place in the list; 0 is the default. */
export interface Guide {
  next(enabled: readonly Transition[], step: number): number
  /** The same for a choice within an event. */
  pick(count: number, step: number): number
  /** Told of each event. */
  readonly taken?: (event: Executed) => void
  /** Told of what is about to be taken. */
  readonly before?: (transition: Transition) => void
}

/** A schedule as it was: the place of each choice among what was possible. */
export interface Followed {
  readonly execution: Execution
  readonly decisions: readonly number[]
  /** Whether it came to an end of the program, rather than to the bound. */
  readonly complete: boolean
}

/** Runs the program once, to its end or to a bound on its events. */
export async function follow(
  subject: Subject,
  guide: Guide,
  { maxDepth = 10_000, ...kept }: Kept & { readonly maxDepth?: number } = {},
): Promise<Followed> {
  const execution = new Execution(subject, kept)
  const { run } = execution
  const decisions: number[] = []
  run.pick = count => {
    const at = Math.min(guide.pick(count, decisions.length), count - 1)
    decisions.push(at)
    return at
  }
  await execution.begin()
  for (;;) {
    const enabled = execution.enabled()
    if (enabled.length === 0) {
      await execution.end()
      return { execution, decisions, complete: true }
    }
    if (run.events.length > maxDepth) {
      execution.giveUp()
      return { execution, decisions, complete: false }
    }
    const at = Math.min(guide.next(enabled, decisions.length), enabled.length - 1)
    decisions.push(at)
    guide.before?.(enabled[at]!)
    const event = await execution.take(enabled[at]!)
    guide.taken?.(event)
  }
}

/** Takes the decisions given, and the default from there on. */
export function byDecisions(decisions: readonly number[]): Guide {
  return {
    next: (_enabled, step) => decisions[step] ?? 0,
    pick: (_count, step) => decisions[step] ?? 0,
  }
}

/** How many events of a run people would count, up to its failure. */
export function lengthOf({ run, failed }: Execution): number {
  return run.events.slice(0, failed ?? undefined).filter(event => event.visible).length
}
