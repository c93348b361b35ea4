/**
 * A specification to walk beside something that runs: the checker of programs and the monitor
 * follow the normal form one event at a time.
 */
import type { Event } from './event.ts'
import { NormalForm, type NormalNode } from './normalise.ts'
import type { Process } from './process.ts'
import { Semantics } from './semantics.ts'
import { DEFAULT_LIMIT } from './verdict.ts'

/** Where a specification is after a trace. Equal situations are one object, with one id. */
export interface SpecificationState {
  readonly id: number
  /** The events allowed next, ✓ included, in no particular order. */
  allowed(): readonly Event[]
  /** The state after an event, or undefined when the specification forbids it. */
  step(event: Event): SpecificationState | undefined
  /**
   * The minimal acceptances: something at rest here must offer every event of one of them. Empty
   * when the specification does not come to rest, so that nothing may: a livelock.
   */
  acceptances(): readonly ReadonlySet<Event>[]
}

/** A process as a specification that is walked event by event; built lazily. */
export interface Specification {
  initial(): SpecificationState
}

/**
 * Prepares a process as a specification: for `traces` (what may happen) or `failures` (also what
 * must be offered at rest). Each step costs one map look-up once it has been taken before.
 *
 * @throws StateLimit when a step needs more than `limit` states (default 1,000,000).
 */
export function specification(
  process: Process,
  model: 'traces' | 'failures' = 'traces',
  options: { readonly limit?: number } = {},
): Specification {
  const semantics = new Semantics(options.limit ?? DEFAULT_LIMIT)
  const form = new NormalForm(semantics.state(process), model)
  const walk = new Walk(semantics, form)
  return { initial: () => walk.at(form.initial) }
}

class Walk {
  readonly semantics: Semantics
  readonly form: NormalForm
  private readonly states = new Map<NormalNode, SpecificationState>()

  constructor(semantics: Semantics, form: NormalForm) {
    this.semantics = semantics
    this.form = form
  }

  at(node: NormalNode): SpecificationState {
    let state = this.states.get(node)
    if (state === undefined) {
      state = this.state(node)
      this.states.set(node, state)
    }
    return state
  }

  private state(node: NormalNode): SpecificationState {
    const { universe } = this.semantics
    // Keyed by name, so that a step taken before is a single look-up.
    const successors = new Map<Event, SpecificationState>()
    return {
      id: node.id,
      allowed: () => node.initials.map(label => universe.name(label)),
      acceptances: () =>
        node.acceptances.map(set => new Set(Array.from(set, label => universe.name(label)))),
      step: event => {
        const known = successors.get(event)
        if (known !== undefined) return known
        const label = universe.lookup(event)
        const next = label === undefined ? undefined : this.form.after(node, label)
        if (next === undefined) return undefined
        const state = this.at(next)
        successors.set(event, state)
        return state
      },
    }
  }
}
