/**
 * How a body of the fiber flavour becomes a fiber.
 */
import { ENDED, type Handle, type SingleOperation } from '../core/process.ts'
import { driver, PARKED_STEP } from './driver.ts'
import { Fiber, RAISED } from './fiber.ts'
import { Operation } from './operation.ts'
import { runQueue } from './run-queue.ts'

/** Makes a fiber of a generator, or of a single operation, and lets it run in its turn. */
export function startFiber(body: Generator | SingleOperation<unknown>, handle: Handle): void {
  const { scope } = handle
  // Asked here as well, since nearly every fiber has the context of those before it.
  if (scope.context === null || scope.context !== runQueue.common) runQueue.keepContext(scope)
  const fiber = fiberOf(body, handle)
  scope.adopt(handle, fiber)
  // A body that is a single operation may be over already.
  if (fiber.state === ENDED) scope.ended(fiber, fiber.value)
}

function fiberOf(body: Generator | SingleOperation<unknown>, handle: Handle): Fiber {
  // An operation has the rest of an iterator, but cannot be ended early.
  if ('return' in body) return ready(new Fiber(body, handle))
  if (body instanceof Operation) {
    driver.armed = false
    return ready(new Fiber(consume(body), handle))
  }
  return begin(body, handle)
}

function ready(fiber: Fiber): Fiber {
  runQueue.push(fiber)
  return fiber
}

function* consume(operation: SingleOperation<unknown>): Generator<never, unknown, unknown> {
  return yield* operation
}

/**
 * A single read or write, as in `parallel(() => write(a, x), () => write(b, x))`: the operation begins at once,
 * for it is a shared object, and the fiber has no generator at all. If it did not have to wait, the fiber has ended.
 */
function begin(operation: SingleOperation<unknown>, handle: Handle): Fiber {
  const fiber = new Fiber(null, handle)
  const before = driver.current
  driver.current = fiber
  try {
    const step: IteratorResult<never, unknown> = operation[Symbol.iterator]().next(undefined)
    if (step !== PARKED_STEP) {
      fiber.value = step.value
      fiber.state = ENDED
    }
  } catch (error) {
    fiber.value = error
    fiber.state = RAISED
    runQueue.push(fiber)
  } finally {
    driver.current = before
  }
  return fiber
}
