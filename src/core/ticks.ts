/**
 * Ticks that do not drift: tick k is due at start + k · interval, however late those before it were taken.
 *
 * No timer runs while nobody waits, so there is nothing to stop. What was missed is not made up for, but seen:
 * the number of the tick that is given tells how many were skipped.
 */
import type { OperationOptions } from './end.ts'
import { show } from './errors.ts'
import { BaseGuard } from './guard.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import { alternative } from './select.ts'
import type { SelectionCase } from './selection.ts'
import { sync } from './sync.ts'
import { type Timer, timers } from './timer.ts'

/** Ticks at a fixed interval that do not drift; made by `every`. A guard, and an iterable, of their numbers. */
export class Ticks extends BaseGuard<number> implements AsyncIterable<number, undefined> {
  /** Milliseconds. */
  readonly interval: number
  private readonly start = ports.clock.now()
  /** The number of the last tick that was given. */
  private last = 0

  /** @internal */
  constructor(interval: number) {
    super()
    this.interval = interval
  }

  /** Waits for the next tick; as `sync(ticks)`. */
  next(options?: OperationOptions): Promise<number> {
    return sync(this, options)
  }

  /** Ticks for ever; ends when the loop is left. */
  [Symbol.asyncIterator](): AsyncIterableIterator<number, undefined> {
    const turns = alternative([this])[Symbol.asyncIterator]()
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      next: async () => ({ done: false, value: (await turns.next()).value.value }),
      return: async () => {
        await turns.return?.()
        return { done: true, value: undefined }
      },
    }
  }

  override toString(): string {
    return `ticks of ${this.interval} ms`
  }

  // ------------------------------------------------------------------ guard

  /** @internal */
  poll(): unknown {
    const due = this.last + 1
    return this.deadline(due) <= ports.clock.now() ? this.delivered(due) : NONE
  }

  /** @internal */
  enlist(selectionCase: SelectionCase): void {
    const due = this.last + 1
    const delay = Math.max(0, this.deadline(due) - ports.clock.now())
    // What the case gives when its timer expires.
    selectionCase.value = due
    selectionCase.handle = timers.start(delay, selectionCase)
  }

  /** @internal */
  withdraw(selectionCase: SelectionCase): void {
    timers.stop(selectionCase.handle as Timer)
    selectionCase.handle = null
    selectionCase.place = null
  }

  /** @internal */
  override delivered(due: unknown): number {
    const passed = Math.floor((ports.clock.now() - this.start) / this.interval)
    // Never below what was due: in floating point the quotient of a deadline may fall just short of it.
    const number = Math.max(due as number, passed)
    this.last = Math.max(this.last, number)
    return number
  }

  private deadline(tick: number): number {
    return this.start + tick * this.interval
  }
}

/**
 * Makes ticks: a guard that happens every `interval` milliseconds from now on and gives the number of the tick,
 * from 1. Also an async iterable.
 *
 *     for await (const tick of every(1_000)) report(tick)
 *
 * For one process: several that wait for the same tick are all given it, but one that comes after it was taken
 * waits for the next. Source: Go's Ticker, which however says nothing of the ticks that it drops.
 *
 * @throws RangeError unless the interval is above zero
 */
export function every(interval: number): Ticks {
  if (typeof interval !== 'number' || !(interval > 0) || interval === Infinity)
    throw new RangeError(
      `ticks are a number of milliseconds apart, not ${show(interval)}: every(50)`,
    )
  return new Ticks(interval)
}
