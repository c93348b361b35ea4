/**
 * Composing processes from within a fiber.
 */
import { AbortError } from '../core/errors.ts'
import { ports } from '../core/ports.ts'
import type { ProcessBody, ProcessResult } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import { type Bodies, listed, type Results } from '../core/run.ts'
import { failureOf, Scope } from '../core/scope.ts'
import { PARKED_STEP } from './driver.ts'
import type { Fiber, Joining } from './fiber.ts'
import { type FiberOperation, Operation } from './operation.ts'

class Parallel extends Operation<unknown[]> implements Joining {
  private readonly bodies: Bodies
  private scope: Scope | null = null

  constructor(bodies: Bodies) {
    super()
    this.bodies = bodies
  }

  protected begin(fiber: Fiber): IteratorResult<never, never> {
    const scope = new Scope({ name: 'parallel' }, true, (roots, ended) => {
      fiber.withdraw()
      if (roots.length > 0) fiber.fail(failureOf(roots, 'a parallel'))
      else fiber.deliver(ended.results())
    })
    this.scope = scope
    // The children of a fiber run in its context; nothing has to be captured again.
    scope.context = fiber.scope.context
    fiber.park(this)
    if (ports.tracer !== null) ports.tracer.parked(fiber)
    if (ports.choice !== null) ports.choice.parked(fiber)
    scope.hold()
    for (const body of this.bodies) scope.start(body)
    scope.release()
    return PARKED_STEP
  }

  /**
   * The children are told to stop, for the root behind it: told by poison as well, they would otherwise seem
   * to have failed for two reasons. The fiber goes on when they have ended.
   */
  interrupt(reason: unknown): void {
    this.scope?.fail(reason instanceof AbortError ? (reason.cause ?? reason) : reason)
  }

  withdraw(offer: Offer): void {
    offer.place = null
  }

  left(): void {}
}

/**
 * Runs processes in parallel and gives their results: `const [a, b] = yield* parallel(first, second)`. As
 * `parallel` of `hocket`, for fibers.
 *
 * @throws the failure of the process that failed first
 */
export function parallel<const B extends Bodies>(bodies: B): FiberOperation<Results<B>>
export function parallel<B extends Bodies>(...bodies: B): FiberOperation<Results<B>>
export function parallel(...bodies: Bodies | readonly [Bodies]): FiberOperation<unknown[]> {
  return new Parallel(listed(bodies))
}

/** Runs processes one after the other and gives their results: `yield* sequence(first, second)`. */
export function sequence<const B extends Bodies>(bodies: B): Generator<never, Results<B>, unknown>
export function sequence<B extends Bodies>(...bodies: B): Generator<never, Results<B>, unknown>
export function* sequence(
  ...bodies: Bodies | readonly [Bodies]
): Generator<never, unknown[], unknown> {
  const results: unknown[] = []
  for (const body of listed(bodies)) results.push(yield* run(body))
  return results
}

/** Runs one process to its end and gives its result: `yield* run(worker)`. */
export function* run<B extends ProcessBody<unknown>>(
  body: B,
): Generator<never, ProcessResult<B>, unknown> {
  const [result] = yield* new Parallel([body])
  return result as ProcessResult<B>
}
