/**
 * The whole transition system of a process, listed: for export, and for whoever wants to draw it.
 */
import type { Event, TAU, TICK } from './event.ts'
import type { Process } from './process.ts'
import { Semantics } from './semantics.ts'
import { type State, StateLimit } from './universe.ts'
import { type CheckOptions, DEFAULT_LIMIT } from './verdict.ts'

/** A transition between numbered states. */
export interface Transition {
  readonly source: number
  /** An event, `'τ'` or `'✓'`. */
  readonly label: Event | typeof TAU | typeof TICK
  readonly target: number
}

/** A finite labelled transition system: states 0 … states − 1, state 0 the initial one. */
export interface TransitionSystem {
  readonly states: number
  /** Ordered by source, sources in breadth-first order. */
  readonly transitions: readonly Transition[]
}

/**
 * Lists every reachable state and transition.
 *
 * @throws RangeError when there are more than `options.limit` states (default 1,000,000): half a
 * system is not exported.
 */
export function explore(process: Process, options: CheckOptions = {}): TransitionSystem {
  const limit = options.limit ?? DEFAULT_LIMIT
  try {
    return list(process, limit)
  } catch (error) {
    if (!(error instanceof StateLimit)) throw error
    throw new RangeError(
      `the process has more than ${limit} states: raise the limit, as in ` +
        `explore(process, { limit: ${limit * 10} }), or make the process finite`,
    )
  }
}

function list(process: Process, limit: number): TransitionSystem {
  const semantics = new Semantics(limit)
  const { universe } = semantics
  const start = semantics.state(process)
  const numbers = new Map<State, number>([[start, 0]])
  const transitions: Transition[] = []
  // A Map iterates over what is added meanwhile: this is the breadth-first queue.
  for (const [state, source] of numbers) {
    for (const { label, target } of state.steps) {
      if (!numbers.has(target)) numbers.set(target, numbers.size)
      const number = numbers.get(target) as number
      transitions.push({ source, label: universe.name(label), target: number })
    }
  }
  return { states: numbers.size, transitions }
}
