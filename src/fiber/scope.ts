/**
 * Scopes within a fiber.
 *
 * The body is the first process of the scope, not a part of the fiber that waits for it: so a failure, the time limit
 * and an abort reach the body where it waits, as they reach every process, and the fiber around it waits for one thing
 * alone, the end of the scope, as it does in `parallel`. Reports and the checker see what they see there.
 */
import { show } from '../core/errors.ts'
import { ports } from '../core/ports.ts'
import { isFiberBody } from '../core/process.ts'
import type { Scope } from '../core/scope.ts'
import type { ScopeOptions } from '../core/scope-options.ts'
import { type OpenScope, ScopeHandle } from '../core/scoped.ts'
import { isThenable } from '../core/thenable.ts'
import { Parallel } from './compose.ts'
import { driver } from './driver.ts'
import { notAScopeBody } from './misuse.ts'
import type { FiberOperation } from './operation.ts'

/**
 * The body of a scope in a fiber: a generator function, a function that returns a generator, or an async function.
 * One that gives nothing back has only started processes.
 */
export type ScopeBody<R> = (
  scope: OpenScope,
) => Generator<unknown, R, unknown> | PromiseLike<R> | undefined

class Scoped extends Parallel {
  private readonly body: ScopeBody<unknown>
  private readonly options: ScopeOptions
  private handle!: ScopeHandle
  private given: unknown = undefined
  private unwatch: (() => void) | undefined = undefined

  constructor(body: ScopeBody<unknown>, options: ScopeOptions) {
    super([])
    this.body = body
    this.options = options
  }

  protected override open(): Scope {
    this.handle = new ScopeHandle(this.options)
    const { scope } = this.handle
    scope.settler = this
    return scope
  }

  protected override launch(scope: Scope): void {
    const whole = (): never => this.whole() as never
    if (this.options.closed) this.unwatch = ports.watchClosed?.(scope, whole)
    if (this.unwatch === undefined) scope.startNow(whole, `body of ${scope.name}`)
  }

  protected override outcome(): unknown {
    return this.given
  }

  override scopeSettled(roots: readonly unknown[], scope: Scope): void {
    this.unwatch?.()
    super.scopeSettled(roots, scope)
  }

  /** The body as a process, of the flavour that it has. */
  private whole(): unknown {
    try {
      const begun: unknown = this.body(this.handle)
      if (begun === undefined) return undefined
      if (isFiberBody(begun)) {
        // An operation by itself, which has no `return`, would end with nobody to say that it gave no result.
        if ('return' in begun) return Symbol.iterator in begun ? this.asFiber(begun) : begun
      } else if (isThenable(begun)) return this.asPromise(begun)
      throw notAScopeBody(`body of scope '${this.handle.name}'`, show(begun))
    } catch (error) {
      driver.armed = false
      throw this.failed(error)
    }
  }

  private *asFiber(begun: Generator): Generator<never, void, unknown> {
    try {
      this.given = yield* begun as Generator<never, unknown, unknown>
    } catch (error) {
      throw this.failed(error)
    }
  }

  private async asPromise(begun: PromiseLike<unknown>): Promise<void> {
    try {
      this.given = await begun
    } catch (error) {
      throw this.failed(error)
    }
  }

  /** The body owes a result: it fails the scope also by what is a normal ending for other processes. */
  private failed(error: unknown): unknown {
    this.handle.scope.failBody(error)
    return error
  }
}

/**
 * Runs `body` with a scope that owns what is spawned and made in it, and gives the body's result once everything has
 * ended. As `scope` of `hocket`, for fibers.
 *
 *     const total = yield* scope(function* (s) {
 *       const numbers = s.channel<number>('numbers')
 *       s.spawn(source(numbers.writer, 10))
 *       return yield* sum(numbers.reader)
 *     }, { timeout: 5_000 })
 *
 * It fails, times out, is aborted and names what still runs as that one does; its body is a process of it, which is
 * interrupted where it waits. When the fiber that waits is interrupted, everything in the scope is told first, and the
 * fiber goes on once all of it has ended, so nothing runs on without an owner: no signal has to be passed.
 * Source: nurseries (Trio), coroutine scopes (Kotlin).
 *
 * @throws the root failure, of the body or of a process; AggregateError for several distinct ones; TimeoutError; the
 *   reason of the signal, or that for which the fiber was interrupted; `DeadlockError`, where the scope is declared
 *   closed
 */
export function scope<R = undefined>(
  body: ScopeBody<R>,
  options: ScopeOptions = {},
): FiberOperation<R> {
  if (typeof body !== 'function') throw notAScopeBody('body of a scope', show(body))
  return new Scoped(body, options) as FiberOperation<unknown> as FiberOperation<R>
}
