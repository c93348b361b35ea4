/**
 * A reader step by step: async iteration over it, and the guard of one step.
 *
 * Each `next` posts a read of its own, so overlapping calls are answered in order. The iteration ends at a
 * normal ending and throws the PoisonError that has a cause. `return` withdraws what is pending at once:
 * a value that nobody would look at is not taken.
 */
import { isNormalEnding } from './errors.ts'
import { BaseGuard } from './guard.ts'
import { NONE } from './none.ts'
import { AsyncOperation, completed, rejected } from './operation.ts'
import type { Offer } from './queue.ts'
import type { Reader } from './reader.ts'
import type { SelectionCase } from './selection.ts'

const FINISHED: IteratorResult<never, undefined> = Object.freeze({ done: true, value: undefined })

type Step<T> = IteratorResult<T, undefined>

const step = <T>(value: T): Step<T> => ({ done: false, value })

/** A read that waits for an iterator, and gives iterator results. */
class WaitingStep extends AsyncOperation {
  readonly iterator: ReaderIterator<unknown>

  constructor(iterator: ReaderIterator<unknown>) {
    super(undefined)
    this.iterator = iterator
  }

  override deliver(value: unknown): void {
    super.deliver(step(value))
  }

  override fail(error: unknown): void {
    this.iterator.finished = true
    if (isNormalEnding(error)) super.deliver(FINISHED)
    else super.fail(error)
  }

  /** The loop was left while this waited. */
  leave(): void {
    this.withdraw()
    super.deliver(FINISHED)
  }
}

/** The iterator of a reader; leaving the loop early calls `onReturn`. */
export class ReaderIterator<T> implements AsyncIterableIterator<T, undefined> {
  finished = false
  private readonly reader: Reader<T>
  private readonly onReturn: () => void

  constructor(reader: Reader<T>, onReturn: () => void) {
    this.reader = reader
    this.onReturn = onReturn
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step<T>> {
    if (this.finished) return Promise.resolve(FINISHED)
    const { core } = this.reader
    const value = core.pollRead(null)
    if (value !== NONE) return completed(step(value)) as Promise<Step<T>>
    const error = core.readError()
    if (error !== null) {
      this.finished = true
      return isNormalEnding(error) ? Promise.resolve(FINISHED) : rejected(error)
    }
    const waiting = new WaitingStep(this)
    waiting.place = this.reader
    core.parkReader(waiting)
    return waiting.promise as Promise<Step<T>>
  }

  return(): Promise<Step<T>> {
    if (!this.finished) {
      this.finished = true
      // Found in the queue rather than kept in a list: a loop has at most one, and rarely ends with it.
      for (let offer = this.reader.core.readers; offer !== null; ) {
        const next: Offer | null = offer.next
        if (offer instanceof WaitingStep && offer.iterator === this) offer.leave()
        offer = next
      }
      this.onReturn()
    }
    return Promise.resolve(FINISHED)
  }
}

/** Gives `{ done: false, value }` for a value, and `{ done: true }` where the channel ends normally. */
export class StepGuard<T> extends BaseGuard<Step<T>> {
  private readonly reader: Reader<T>

  constructor(reader: Reader<T>) {
    super()
    this.reader = reader
  }

  poll(selectionCase: SelectionCase): unknown {
    try {
      const value = this.reader.poll(selectionCase)
      return value === NONE ? NONE : step(value)
    } catch (error) {
      if (isNormalEnding(error)) return FINISHED
      throw error
    }
  }

  enlist(selectionCase: SelectionCase): void {
    selectionCase.place = this.reader
    this.reader.enlist(selectionCase)
  }

  withdraw(selectionCase: SelectionCase): void {
    this.reader.withdraw(selectionCase)
  }

  override delivered(value: unknown): unknown {
    return step(value)
  }

  override failed(error: unknown): unknown {
    return isNormalEnding(error) ? FINISHED : NONE
  }
}
