/**
 * What every operation of a fiber is: an iterable that `yield*` consumes, and that completes on its first
 * `next` when it does not have to wait, so that a fiber does not suspend for it.
 */
import { budget } from '../core/budget.ts'
import type { OPERATION, SingleOperation } from '../core/process.ts'
import { driver, PARKED_STEP, RESULT } from './driver.ts'
import { type Fiber, PARKED, RAISED, RESUMED, RUNNING } from './fiber.ts'
import { awaited, drivenByHand, outsideFiber, secondOperation } from './misuse.ts'
import { runQueue } from './run-queue.ts'
import { thrown } from './stack.ts'

/** An operation of a fiber: `const value = yield* operation`. */
export type FiberOperation<T> = SingleOperation<T>

/** Notes that an operation was made; it has to be consumed before the next one is. */
export function arm(): void {
  // Outside a fiber nothing can consume it, so there is nothing to mix up: consuming it is what is refused.
  if (driver.armed && driver.current !== null) {
    driver.armed = false
    throw secondOperation(driver.current.name)
  }
  driver.armed = true
}

/**
 * The fiber that begins or continues an operation, which is consumed by this.
 *
 * @param received how many arguments `next` was given: only yield* passes one, so a spread or a for loop,
 *   which would throw the value away, is told apart
 */
export function consumer(received: number): Fiber {
  driver.armed = false
  const fiber = driver.current
  if (fiber === null) throw outsideFiber()
  if (received === 0 || fiber.state === PARKED) throw drivenByHand()
  return fiber
}

/** An operation that did not have to wait. When the budget is spent the fiber goes on in a later turn. */
export function complete(fiber: Fiber, value: unknown): IteratorResult<never, never> {
  if (budget.spent) {
    fiber.value = value
    fiber.state = RESUMED
    runQueue.push(fiber)
    return PARKED_STEP
  }
  RESULT.value = value
  return RESULT as IteratorResult<never, never>
}

/** What a fiber was given while it was parked. */
export function received(fiber: Fiber): unknown {
  const { value, state } = fiber
  fiber.value = undefined
  fiber.state = RUNNING
  if (state === RAISED) throw value
  return value
}

/** The operations that are not the two of the hot path. */
export abstract class Operation<T> implements FiberOperation<T> {
  declare readonly [OPERATION]: true

  constructor() {
    arm()
  }

  [Symbol.iterator](): Iterator<never, T, unknown> {
    return this as unknown as Iterator<never, T, unknown>
  }

  /** Begins for a fiber: PARKED_STEP after parking it, or the result of `complete`. */
  protected abstract begin(fiber: Fiber): IteratorResult<never, never>

  /** Makes the result of what the fiber was given. */
  protected result(value: unknown): unknown {
    return value
  }

  next(): IteratorResult<never, never> {
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate
    const fiber = consumer(arguments.length)
    if (fiber.state === RUNNING) return this.begin(fiber)
    RESULT.value = this.result(received(fiber))
    return RESULT as IteratorResult<never, never>
  }

  throw(error: unknown): IteratorResult<never, never> {
    return thrown(error)
  }

  // biome-ignore lint/suspicious/noThenProperty: it is there to refuse to be awaited
  then(): never {
    throw awaited()
  }
}
