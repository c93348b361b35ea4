/**
 * What the driver and the operations of fibers know together: who is running, and what it has begun to do.
 */
import type { Fiber } from './fiber.ts'

class Driver {
  /** The fiber that is running, or null. */
  current: Fiber | null = null
  /**
   * The operation that was made and not yet consumed by `yield*`. Operations are shared objects (one for all
   * reads, one for all writes), so a second one made before the first is consumed would change the first.
   */
  armed: object | null = null
}

export const driver = new Driver()

/** What an operation answers when its fiber has to wait. */
export const PARKED_STEP: IteratorResult<never, never> = Object.freeze({
  done: false,
  value: undefined as never,
})

/** What an operation answers with its value: one object for all, since `yield*` reads it at once. */
export const RESULT: { done: true; value: unknown } = { done: true, value: undefined }
