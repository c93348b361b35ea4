/**
 * The party of a selection: a process that waits for exactly one of several guards.
 *
 * A turn, narrated as in Go's runtime:
 *   prepare  preconditions, then offers that are computed, run in the owner's context; a throw rejects this
 *            selection with nothing offered
 *   pass 1   poll the enabled guards in order; the first that is ready happens, and we are done
 *   pass 2   enlist a case with every guard
 *   pass 3   (by whoever commits one case) withdraw all cases, then deliver
 *
 * Between two turns the object is at rest and can be used again: an alternative allocates nothing per turn
 * but the result.
 */
import { ChannelError } from './errors.ts'
import type { BaseGuard, Branch } from './guard.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import type { Offer, Place } from './queue.ts'

/** What happened: the key of the case, and the value of its guard. */
export interface ChosenCase {
  readonly key: string | number
  readonly value: unknown
  /** Transforms of the case that was chosen; they go with the result, for the next turn may begin before. */
  readonly transforms?: Branch['transforms']
}

export type Order = 'priority' | 'fair' | 'random'

export class SelectionCase implements Offer {
  value: unknown = undefined
  previous: Offer | null = null
  next: Offer | null = null
  place: Place | null = null
  readonly selection: Selection
  readonly index: number
  readonly key: string | number
  readonly guard: BaseGuard<unknown>
  readonly condition: (() => boolean) | null
  readonly transforms: Branch['transforms']
  enabled = true
  /** What the guard keeps while the case waits: a timer, a stop function. */
  handle: object | null = null

  constructor(selection: Selection, index: number, key: string | number, branch: Branch) {
    this.selection = selection
    this.index = index
    this.key = key
    this.guard = branch.guard
    this.condition = branch.condition
    this.transforms = branch.transforms
  }

  withdraw(): void {
    ;(this.selection.owner as Offer).withdraw()
  }

  deliver(value: unknown): void {
    this.selection.choose(this, this.guard.delivered(value))
  }

  fail(error: unknown): void {
    const value = this.guard.failed(error)
    if (value === NONE) this.selection.failCase(this, error)
    else this.selection.choose(this, value)
  }

  expired(): void {
    this.withdraw()
    this.deliver(this.value)
  }
}

export class Selection implements Place {
  /** The waiting party, or null between turns. */
  owner: Offer | null = null
  /** Whether a value has to be transformed after the commit. */
  readonly transforms: boolean
  readonly cases: SelectionCase[]
  /** Whether a guard wants to be told how each turn went. */
  private readonly attended: boolean
  /** Whether every turn is as the last: with many guards, visiting each costs more than the turn. */
  private readonly prepared: boolean
  readonly order: Order
  /** Where the next turn begins to look: at the first case, unless the order is fair. @internal */
  start = 0
  /** The cases as turns look at them. @internal */
  sequence: SelectionCase[]
  /** Puts them in another sequence for each turn, where chance decides. @internal */
  mix: ((selection: Selection) => void) | null = null

  constructor(branches: readonly { key: string | number; branch: Branch }[], order: Order) {
    this.cases = branches.map(
      ({ key, branch }, index) => new SelectionCase(this, index, key, branch),
    )
    this.sequence = this.cases
    this.order = order
    this.transforms = this.cases.some(one => one.transforms.length > 0)
    this.attended = this.cases.some(one => one.guard.concluded !== undefined)
    this.prepared =
      this.cases.length > 0 &&
      this.cases.every(one => one.condition === null && one.guard.prepare === undefined)
  }

  /** Evaluates preconditions and computed offers. */
  prepare(): void {
    if (!this.prepared) this.prepareCases()
    if (this.mix !== null) this.mix(this)
  }

  private prepareCases(): void {
    let enabled = 0
    for (const one of this.cases) {
      one.enabled = one.condition === null || one.condition()
      if (one.enabled) enabled++
    }
    if (enabled === 0)
      throw new Error(
        'every case of the selection is disabled, so it would wait for ever: ' +
          'add one that is always enabled, after(ms) or skip',
      )
    try {
      for (const one of this.cases) if (one.enabled) one.guard.prepare?.(one)
    } catch (error) {
      this.conclude(null)
      throw error
    }
  }

  /** Pass 1: the result if a guard was ready, or null. Throws the error of an ended channel in its turn. */
  poll(): ChosenCase | null {
    if (ports.choice !== null && !ports.choice.polls(this)) return null
    const { sequence } = this
    const count = sequence.length
    let at = this.start
    for (let left = count; left > 0; left--) {
      if (at === count) at = 0
      const one = sequence[at++] as SelectionCase
      if (!one.enabled) continue
      let value: unknown
      try {
        value = one.guard.poll(one)
      } catch (error) {
        this.conclude(null)
        throw this.named(one, error)
      }
      if (value !== NONE) return this.result(one, value)
    }
    return null
  }

  /** Pass 2: waits at every guard, on behalf of the owner. */
  enlist(owner: Offer): void {
    this.owner = owner
    owner.place = this
    for (const one of this.sequence) {
      if (!one.enabled) continue
      one.place = one.guard
      one.guard.enlist(one)
      // An extended reader takes a writer that has just parked: the turn is over, though its owner is told
      // only when that reader's function has ended.
      if (owner.place !== this) return
    }
    ports.tracer?.parked(owner)
    ports.choice?.parked(owner)
  }

  /** Pass 3, first half: takes every case out of where it waits. */
  withdraw(owner: Offer): void {
    owner.place = null
    for (const one of this.cases) if (one.place !== null) one.place.withdraw(one)
  }

  /** Pass 3, second half. */
  choose(one: SelectionCase, value: unknown): void {
    const owner = this.owner as Offer
    const chosen = this.result(one, value)
    this.left()
    owner.deliver(chosen)
  }

  failCase(one: SelectionCase, error: unknown): void {
    const owner = this.owner as Offer
    this.left()
    owner.fail(this.named(one, error))
  }

  /** Ends the turn. */
  left(): void {
    this.owner = null
    this.vacated()
    this.conclude(null)
  }

  /** Tells the channels that lost an offer to write: a draining one may be empty now. */
  vacated(): void {
    for (const one of this.cases) if (one.enabled) one.guard.left()
  }

  /** Tells the guards that asked for it how the turn went. Only the first call of a turn counts. */
  private conclude(chosen: SelectionCase | null): void {
    if (!this.attended) return
    for (const one of this.cases) one.guard.concluded?.(one, one === chosen)
  }

  /** Applies the transforms of the case that was chosen, in the owner's context. */
  transform(chosen: ChosenCase): ChosenCase {
    let { value } = chosen
    for (const transform of chosen.transforms ?? []) value = transform(value as never)
    return { key: chosen.key, value }
  }

  private result(one: SelectionCase, value: unknown): ChosenCase {
    if (this.order === 'fair') this.start = one.index + 1
    ports.tracer?.chosen(one.key, this.owner, this)
    this.conclude(one)
    if (this.transforms) return { key: one.key, value, transforms: one.transforms }
    return { key: one.key, value }
  }

  /** The error of an ended channel, as the error of this case: it names the key as well. */
  private named(one: SelectionCase, error: unknown): unknown {
    if (!(error instanceof ChannelError)) return error
    const named = Object.create(error, {
      message: { value: `${error.message} (case '${one.key}' of a selection)`, configurable: true },
      key: { value: one.key, enumerable: true },
    })
    return named
  }
}

/** The cases in the order in which this turn looks at them: for those who look before it does. */
export function inOrder({ sequence, start }: Selection): readonly SelectionCase[] {
  return [...sequence.slice(start), ...sequence.slice(0, start)]
}

/** Fisher and Yates: every order of the guards is equally likely, so every ready guard is too. */
export function shuffle(selection: Selection, below: (count: number) => number): void {
  const cases = [...selection.cases]
  for (let last = cases.length - 1; last > 0; last--) {
    const other = below(last + 1)
    const swapped = cases[last] as SelectionCase
    cases[last] = cases[other] as SelectionCase
    cases[other] = swapped
  }
  selection.sequence = cases
}
