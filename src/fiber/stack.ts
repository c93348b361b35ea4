/**
 * Where a fiber waits, read off when somebody asks and with nothing kept before.
 *
 * A parked generator keeps its frames to itself, and they show only while it runs. `throw` is the one call that
 * `yield*` hands down to the operation at the bottom without the body noticing, as long as the operation does not let
 * the error out; there the stack leads through every generator between.
 */
import { PARKED_STEP } from './driver.ts'
import { type Fiber, PARKED } from './fiber.ts'

/** Thrown into a parked fiber, for the operation that it waits in to take. */
class StackRequest {
  stack = ''
}

/**
 * The stack of a fiber that waits, innermost first; empty for one that does not, or has no body of its own.
 *
 * @param capture takes the stack of its caller
 */
export function stackOf({ generator, state }: Fiber, capture: () => string): string {
  if (generator === null || state !== PARKED) return ''
  const request = new StackRequest()
  requested = capture
  try {
    generator.throw(request)
  } finally {
    requested = null
  }
  return request.stack
}

let requested: (() => string) | null = null

/** What every operation does when something is thrown into the fiber that waits in it. */
export function thrown(error: unknown): IteratorResult<never, never> {
  if (!(error instanceof StackRequest) || requested === null) throw error
  error.stack = requested()
  return PARKED_STEP
}
