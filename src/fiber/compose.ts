/**
 * Composing processes from within a fiber.
 */
import { cancelledFor } from '../core/errors.ts'
import { resultsOf } from '../core/family.ts'
import { ports } from '../core/ports.ts'
import type { ProcessBody, ProcessResult } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import { type Bodies, FAMILY, listed, type Results } from '../core/run.ts'
import { Scope } from '../core/scope.ts'
import { failureOf } from '../core/scope-failure.ts'
import type { Settler } from '../core/scope-options.ts'
import { driver, PARKED_STEP } from './driver.ts'
import { type Fiber, type Joining, PARKED, RAISED, RESUMED } from './fiber.ts'
import { complete, type FiberOperation, Operation, received } from './operation.ts'

/** Waits for the end of a scope that it has opened. `Scoped` is the same with a scope of its user's. */
export class Parallel extends Operation<unknown> implements Joining, Settler {
  private readonly bodies: Bodies
  private fiber: Fiber | null = null
  private scope: Scope | null = null
  /** While the children are started. If they end meanwhile, the fiber need not wait. */
  private starting = true
  /** That the fiber was told to stop, and the root that its children were told. */
  private interruption: { readonly reason: unknown; readonly told: unknown } | null = null

  constructor(bodies: Bodies) {
    super()
    this.bodies = bodies
  }

  protected begin(fiber: Fiber): IteratorResult<never, never> {
    const scope = this.open()
    this.fiber = fiber
    this.scope = scope
    // The children of a fiber run in its context; nothing has to be captured again.
    scope.context = fiber.scope.context
    fiber.park(this)
    ports.tracer?.parked(fiber)
    ports.choice?.parked(fiber)
    // The fiber has given up its turn, so its children can start in it; they are not the fiber, though.
    driver.current = null
    try {
      this.launch(scope)
    } catch (error) {
      // One of them is no process: those before it must not go on alone.
      scope.fail(error)
    }
    scope.release()
    this.starting = false
    if (fiber.state === PARKED) return PARKED_STEP
    driver.current = fiber
    return complete(fiber, received(fiber))
  }

  /** Makes the scope, which is held open until everything has been started. */
  protected open(): Scope {
    const scope = new Scope(FAMILY, true, this)
    scope.hold()
    return scope
  }

  protected launch(scope: Scope): void {
    for (const body of this.bodies) scope.startNow(body)
  }

  /** What the fiber is given when everything in the scope has ended. */
  protected outcome(scope: Scope): unknown {
    return resultsOf(scope)
  }

  scopeSettled(roots: readonly unknown[], scope: Scope): void {
    const fiber = this.fiber as Fiber
    fiber.withdraw()
    fiber.state = roots.length === 0 ? RESUMED : RAISED
    fiber.value = roots.length === 0 ? this.outcome(scope) : this.failure(roots, scope)
    if (!this.starting) fiber.ready()
    else if (ports.tracer !== null) ports.tracer.resumed(fiber)
  }

  private failure(roots: readonly unknown[], scope: Scope): unknown {
    const { interruption } = this
    if (interruption !== null && roots.length === 1 && roots[0] === interruption.told)
      return interruption.reason
    return failureOf(roots, scope)
  }

  /**
   * The children are told to stop, for the root behind it: told by poison as well, they would otherwise seem
   * to have failed for two reasons. The fiber goes on, with its own reason, when they have ended; where they are
   * about to end already, with what they fail for.
   */
  interrupt(reason: unknown): void {
    const told = cancelledFor(reason)
    this.interruption = { reason, told }
    if (this.scope?.cancellation === null) this.scope.fail(told)
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
  return new Parallel(listed(bodies)) as Operation<unknown> as Operation<unknown[]>
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
  const results = yield* new Parallel([body])
  return (results as unknown[])[0] as ProcessResult<B>
}
