/**
 * What the driver and the operations of fibers know together: who is running, and what it has begun to do.
 */
import type { Fiber } from './fiber.ts'

class Driver {
  /** The fiber that is running, or null. */
  current: Fiber | null = null
  /**
   * Whether an operation was made and not yet consumed by `yield*`. Operations are shared objects (one for all
   * reads, one for all writes), so a second one made before the first is consumed would change the first.
   */
  armed = false
}

export const driver = new Driver()

const step = (done: boolean): { done: boolean; value: unknown } => ({ done, value: undefined })

// The two answers of an operation have one shape, so that `yield*` reads both by the same inline access.

/** What an operation answers when its fiber has to wait. */
export const PARKED_STEP = step(false) as IteratorResult<never, never>

/** What an operation answers with its value: one object for all, since `yield*` reads it at once. */
export const RESULT = step(true) as { done: true; value: unknown }
