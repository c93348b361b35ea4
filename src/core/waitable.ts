/**
 * Guards that processes wait at without a channel: the base of barriers, buckets, locks and promises.
 *
 * A waitable keeps a queue of the selections that wait at it, first come, first served, and can be ended, so
 * that a scope can own it: who waits at a barrier when its scope fails is told, as a reader is.
 *
 *             poison(cause?), close()
 *    open ───────────────────────────▶ ended        final; polls and waits raise a PoisonError
 *
 * Invariants:
 *  1. Whoever is in the queue cannot be served now: what would serve it has been done when it arrived.
 *  2. A selection that waits here with several cases is one party, and is served once.
 *  3. All that are served together are withdrawn, from everything they wait for, before the first is told.
 */
import { budget } from './budget.ts'
import { PoisonError, reasonOf } from './errors.ts'
import { BaseGuard } from './guard.ts'
import { ports } from './ports.ts'
import { append, type Offer, type Queue, remove, standing } from './queue.ts'
import type { SelectionCase } from './selection.ts'

export abstract class Waitable<out T> extends BaseGuard<T> {
  /** For errors, reports and pictures. */
  readonly name: string
  /** @internal */
  readonly queue: Queue
  /** How many cases each selection waits with. */
  private readonly cases = new Map<object, number>()
  private ending: { readonly cause: unknown } | null = null

  /** @param queue one of its own, unless several guards stand in one line */
  constructor(name: string, queue: Queue = { head: null }) {
    super()
    this.name = name
    this.queue = queue
    ports.known?.waitables.add(this)
  }

  /** Makes the event happen for one more party, if it can happen now: its value, or NONE. */
  protected abstract attempt(): unknown

  /** Whether something outside of the library makes the event happen: a report then judges nothing. @internal */
  get external(): boolean {
    return false
  }

  /** How many parties wait. */
  protected get parties(): number {
    return this.cases.size
  }

  /** @internal */
  poll(_selectionCase: SelectionCase): unknown {
    this.touched()
    if (this.ending !== null) throw this.endedError(this.ending.cause)
    return this.attempt()
  }

  /** @internal */
  enlist(selectionCase: SelectionCase): void {
    const { cases } = this
    cases.set(selectionCase.selection, (cases.get(selectionCase.selection) ?? 0) + 1)
    this.queue.head = append(this.queue.head, selectionCase)
  }

  /** @internal */
  withdraw(selectionCase: SelectionCase): void {
    const { cases } = this
    const left = (cases.get(selectionCase.selection) ?? 0) - 1
    if (left > 0) cases.set(selectionCase.selection, left)
    else cases.delete(selectionCase.selection)
    this.queue.head = remove(this.queue.head, selectionCase)
  }

  /** Ends it at once: who waits, and who comes later, is told; with a cause, as the failure that travels on. */
  poison(cause?: unknown): void {
    this.touched()
    if (this.ending !== null) return
    this.ending = { cause }
    this.failAll(this.endedError(cause))
  }

  /** Ends it in an orderly way: whoever waits, or comes later, reaches a normal ending. */
  close(): void {
    this.poison()
  }

  override toString(): string {
    return this.name
  }

  /** Tells the checker that this step has used something that others can reach. */
  protected touched(): void {
    ports.choice?.touched(this, 'exclusive')
  }

  /** Serves everybody who waits; answers how many. */
  protected serveAll(value: unknown): number {
    const served = this.withdrawAll()
    for (const party of served) {
      party.deliver(value)
      if (--budget.remaining === 0) budget.check()
    }
    return served.length
  }

  protected failAll(error: unknown): void {
    for (const party of this.withdrawAll()) party.fail(error)
  }

  /** The offers that wait. */
  protected get offers(): readonly Offer[] {
    return [...standing(this.queue.head)]
  }

  private withdrawAll(): readonly Offer[] {
    const parties: Offer[] = []
    for (let offer = this.queue.head; offer !== null; offer = this.queue.head) {
      offer.withdraw()
      parties.push(offer)
    }
    return parties
  }

  private endedError(cause: unknown): PoisonError {
    const details = { channel: this.name, end: 'reader', process: ports.currentName() } as const
    if (cause === undefined) return new PoisonError(`${this.name} has ended`, details)
    return new PoisonError(`${this.name} was poisoned: ${reasonOf(cause)}`, { ...details, cause })
  }
}

/** The name of a construct: `barrier round`, or `barrier` for one that was given none. */
export const named = (kind: string, name: string | undefined): string =>
  name === undefined ? kind : `${kind} ${name}`
