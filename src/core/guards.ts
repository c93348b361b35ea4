/**
 * The guards that wait for nobody: time, always and never.
 */
import { checkedDelay } from './delay.ts'
import { BaseGuard, type Guard } from './guard.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import type { SelectionCase } from './selection.ts'
import { type Timer, timers } from './timer.ts'

class TimeGuard extends BaseGuard<undefined> {
  /** Milliseconds from the beginning of a turn. */
  private readonly delay: () => number

  constructor(delay: () => number) {
    super()
    this.delay = delay
  }

  poll(): unknown {
    return this.delay() <= 0 ? undefined : NONE
  }

  enlist(selectionCase: SelectionCase): void {
    selectionCase.handle = timers.start(this.delay(), selectionCase)
  }

  withdraw(selectionCase: SelectionCase): void {
    timers.stop(selectionCase.handle as Timer)
    selectionCase.handle = null
    selectionCase.place = null
  }
}

/**
 * Ready when `milliseconds` have gone by since the turn began; each turn counts anew. `after(0)` is ready at
 * once, in its place in the order.
 */
export function after(milliseconds: number): Guard<undefined> {
  checkedDelay(milliseconds, 'after(50)')
  return new TimeGuard(() => milliseconds)
}

/** Ready from a date on: a deadline that stays where it is however many turns are taken. */
export function at(date: Date | number): Guard<undefined> {
  const time = Number(date)
  if (Number.isNaN(time)) throw new RangeError('at(date) needs a valid date: at(new Date(…))')
  return new TimeGuard(() => Math.max(0, time - ports.clock.date()))
}

class SkipGuard extends BaseGuard<undefined> {
  poll(): undefined {
    return undefined
  }

  enlist(): void {}

  withdraw(selectionCase: SelectionCase): void {
    selectionCase.place = null
  }
}

class NeverGuard extends SkipGuard {
  override poll(): never {
    return NONE as never
  }
}

/** Always ready: as the last case of a priority selection it makes that selection a poll (occam's SKIP). */
export const skip: Guard<undefined> = new SkipGuard()

/** Never ready (Concurrent ML's `never`, Go's nil channel). */
export const never: Guard<never> = new NeverGuard() as Guard<undefined> as Guard<never>
