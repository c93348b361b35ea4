/**
 * A universe holds the states of one check: hash-consed, so that two ways of writing a state are
 * one object with one number, and lazy, so that a state's steps are computed when first asked for.
 * Nothing is global: when the check ends, its universe is garbage.
 */
import { checkEvent, type Event, TAU, TICK } from './event.ts'

/** An event as a small number: 0 is τ, 1 is ✓, the rest are numbered as they are met. */
export type Label = number

export const TAU_LABEL: Label = 0
export const TICK_LABEL: Label = 1

/** A transition of the operational semantics: P —label→ target. */
export interface Step {
  readonly label: Label
  readonly target: State
}

/** A state of a labelled transition system. */
export interface State {
  readonly id: number
  /** The outgoing transitions, computed once. */
  readonly steps: readonly Step[]
}

/** Raised when a check needs more states than it may create; checks turn it into a verdict. */
export class StateLimit extends Error {
  override readonly name = 'StateLimit'
}

/**
 * A definition that calls itself with ever new parameters before any step never ends, but no state
 * repeats: depth is the only sign. Honest terms nest far less; the call stack carries several times as much.
 */
const DEEPEST_UNFOLDING = 1_000

/** The hash-consed states and numbered events of one check. */
export class Universe {
  readonly limit: number
  /** Ω, the state after ✓: nothing happens, and it is no deadlock (TPC chapter 7). */
  readonly terminated: State
  private readonly names: Event[] = [TAU, TICK]
  private readonly labels = new Map<Event, Label>([[TICK, TICK_LABEL]])
  private readonly states = new Map<string, State>()
  private depth = 0

  constructor(limit: number) {
    if (!(limit >= 1)) throw new RangeError(`limit is ${limit}: a check needs at least one state`)
    this.limit = limit
    this.terminated = this.intern('Ω', () => [])
  }

  /** The number of states created so far. */
  get size(): number {
    return this.states.size
  }

  /** The number of an event of the model. */
  label(event: Event): Label {
    let label = this.labels.get(event)
    if (label === undefined) {
      label = this.names.length
      this.names.push(checkEvent(event))
      this.labels.set(event, label)
    }
    return label
  }

  /** The number of an event that may not occur in the model at all; does not add it. */
  lookup(event: Event): Label | undefined {
    return this.labels.get(event)
  }

  name(label: Label): Event {
    return this.names[label] as Event
  }

  /** The state with this key; `expand` gives its steps, and is called at most once. */
  intern(key: string, expand: () => readonly Step[]): State {
    const known = this.states.get(key)
    if (known !== undefined) return known
    if (this.states.size >= this.limit) throw new StateLimit()
    const state = new LazyState(this.states.size, () => this.unfold(expand))
    this.states.set(key, state)
    return state
  }

  private unfold(expand: () => readonly Step[]): readonly Step[] {
    if (this.depth >= DEEPEST_UNFOLDING) throw new UnguardedRecursion()
    this.depth++
    try {
      return expand()
    } finally {
      this.depth--
    }
  }
}

/** A state's steps depend on themselves; semantics.ts turns it into an error with a name. */
export class UnguardedRecursion extends Error {
  override readonly name = 'UnguardedRecursion'

  constructor() {
    super(`a term is nested more than ${DEEPEST_UNFOLDING} operators deep`)
  }
}

class LazyState implements State {
  readonly id: number
  private computed: readonly Step[] | undefined
  private expand: (() => readonly Step[]) | undefined

  constructor(id: number, expand: () => readonly Step[]) {
    this.id = id
    this.expand = expand
  }

  get steps(): readonly Step[] {
    if (this.computed !== undefined) return this.computed
    const expand = this.expand
    // Its own steps are needed to compute its steps: P = P □ Q.
    if (expand === undefined) throw new UnguardedRecursion()
    this.expand = undefined
    try {
      this.computed = withoutDuplicates(expand())
    } catch (error) {
      this.expand = expand
      throw error
    }
    return this.computed
  }
}

/** P □ P or a non-injective renaming yields the same transition twice. */
function withoutDuplicates(steps: readonly Step[]): readonly Step[] {
  if (steps.length < 2) return steps
  const seen = new Set<number>()
  return steps.filter(({ label, target }) => {
    // Labels stay far below 2^20 and ids below 2^32: the pair is an exact integer.
    const key = target.id * 0x100000 + label
    return !seen.has(key) && seen.add(key)
  })
}

/**
 * What the state insists on offering, or undefined when it insists on nothing: a stable state
 * accepts its initial events; a state that can terminate may refuse all but ✓, which the
 * environment cannot prevent (TPC chapters 6 and 7); another unstable state guarantees nothing.
 */
export function acceptance(state: State): ReadonlySet<Label> | undefined {
  const offers = new Set<Label>()
  for (const { label } of state.steps) offers.add(label)
  if (offers.has(TICK_LABEL)) return JUST_TICK
  return offers.has(TAU_LABEL) ? undefined : offers
}

const JUST_TICK: ReadonlySet<Label> = new Set([TICK_LABEL])
