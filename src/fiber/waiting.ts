/**
 * Waiting in a fiber for time, for a promise, and for a selection.
 */
import { type Case, type CheckedKeys, type Chosen, selectionOf } from '../core/cases.ts'
import { checkedDelay } from '../core/delay.ts'
import { ports } from '../core/ports.ts'
import type { Offer, Place } from '../core/queue.ts'
import { Alternative } from '../core/select.ts'
import type { ChosenCase, Selection } from '../core/selection.ts'
import { type Timer, type TimerTarget, timers } from '../core/timer.ts'
import { PARKED_STEP, RESULT } from './driver.ts'
import { type Fiber, PARKED } from './fiber.ts'
import { complete, type FiberOperation, Operation } from './operation.ts'

export class Sleep extends Operation<void> implements Place, TimerTarget {
  private readonly milliseconds: number
  private fiber: Fiber | null = null
  private timer: Timer | null = null

  constructor(milliseconds: number) {
    super()
    this.milliseconds = milliseconds
  }

  protected begin(fiber: Fiber): IteratorResult<never, never> {
    this.fiber = fiber
    this.timer = timers.start(this.milliseconds, this)
    fiber.park(this)
    ports.tracer?.parked(fiber)
    ports.choice?.parked(fiber)
    return PARKED_STEP
  }

  expired(): void {
    const fiber = this.fiber as Fiber
    fiber.withdraw()
    fiber.deliver(undefined)
  }

  withdraw(offer: Offer): void {
    timers.stop(this.timer as Timer)
    offer.place = null
  }

  left(): void {}
}

/** Waits for a number of milliseconds: `yield* sleep(50)`. */
export function sleep(milliseconds: number): FiberOperation<void> {
  checkedDelay(milliseconds, 'yield* sleep(50)')
  return new Sleep(milliseconds)
}

export class Wait<T> extends Operation<T> implements Place {
  private readonly promise: PromiseLike<T>

  constructor(promise: PromiseLike<T>) {
    super()
    this.promise = promise
  }

  protected begin(fiber: Fiber): IteratorResult<never, never> {
    fiber.park(this)
    ports.tracer?.parked(fiber)
    ports.choice?.parked(fiber)
    const waits = (): boolean => {
      ports.choice?.touched(this, 'exclusive')
      return fiber.place === this
    }
    this.promise.then(
      value => {
        if (!waits()) return
        fiber.withdraw()
        fiber.deliver(value)
      },
      error => {
        if (!waits()) return
        fiber.withdraw()
        fiber.fail(error)
      },
    )
    return PARKED_STEP
  }

  withdraw(offer: Offer): void {
    offer.place = null
  }

  left(): void {}
}

/** Waits for a promise and gives what it resolves to: `const response = yield* wait(fetch(url))`. */
export function wait<T>(promise: PromiseLike<T>): FiberOperation<T> {
  if (typeof promise?.then !== 'function')
    throw new TypeError('wait takes a promise: yield* wait(fetch(url))')
  return new Wait(promise)
}

export class Select extends Operation<ChosenCase> {
  private readonly selection: Selection

  constructor(selection: Selection) {
    super()
    this.selection = selection
  }

  protected begin(fiber: Fiber): IteratorResult<never, never> {
    const { selection } = this
    selection.prepare()
    const ready = selection.poll()
    if (ready !== null) {
      if (ports.choice !== null) return inTurn(fiber, ready)
      const step = complete(fiber, ready)
      // With the budget spent the fiber goes on later, and its transforms run then.
      if (step !== PARKED_STEP) RESULT.value = this.result(ready)
      return step
    }
    fiber.state = PARKED
    selection.enlist(fiber)
    if (fiber.extras !== null && fiber.place !== null) fiber.park(fiber.place)
    return PARKED_STEP
  }

  protected override result(value: unknown): unknown {
    const { selection } = this
    return selection.transforms ? selection.transform(value as ChosenCase) : value
  }
}

/** Under the checker a fiber that need not wait goes on in a turn of its own, as when the budget is spent. */
function inTurn(fiber: Fiber, chosen: ChosenCase): IteratorResult<never, never> {
  fiber.deliver(chosen)
  return PARKED_STEP
}

/**
 * Waits until one of the cases happens: `const chosen = yield* select({ … })`; with an alternative, takes
 * its next turn.
 *
 * @throws as `select` of `hocket` rejects
 */
export function select<R>(alternative: Alternative<R>): FiberOperation<R>
export function select<const C extends Readonly<Record<string, Case>> | readonly Case[]>(
  cases: C & CheckedKeys<C>,
): FiberOperation<Chosen<C>>
export function select(
  cases: Alternative<unknown> | Readonly<Record<string, Case>> | readonly Case[],
): FiberOperation<unknown> {
  if (!(cases instanceof Alternative)) return new Select(selectionOf(cases, 'priority'))
  if (cases.selection.owner !== null)
    throw new Error('this alternative is already waiting: make one alternative for each process')
  return new Select(cases.selection)
}
