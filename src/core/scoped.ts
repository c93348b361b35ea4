/**
 * The scope as its users hold it.
 */
import { type Channel, type ChannelOptions, channel, type Travels } from './create.ts'
import { completedInTurn, ignore } from './operation.ts'
import { type PlatformSignal, ports } from './ports.ts'
import type { ProcessBody, ProcessHandle } from './process.ts'
import { type Bodies, Joint, listed, type Results, type SpawnOptions } from './run.ts'
import { Scope } from './scope.ts'
import type { Owned, ScopeOptions } from './scope-options.ts'

/** Owns processes, channels and one abort signal; over when everything in it is. */
export interface OpenScope {
  readonly name: string
  /** Aborted when the scope fails, times out or is aborted from outside. */
  readonly signal: PlatformSignal
  /** Starts a process that the scope waits for; its failure is the scope's. */
  spawn<R>(body: ProcessBody<R>, options?: SpawnOptions): ProcessHandle<R>
  /** Runs processes of the scope in parallel and gives their results. */
  parallel<const B extends Bodies>(bodies: B): Promise<Results<B>>
  parallel<B extends Bodies>(...bodies: B): Promise<Results<B>>
  /**
   * Makes a channel that ends with the scope: closed when everybody has ended, poisoned with the cause of a failure.
   * A process that serves it for ever holds the scope open: let it end with the block that writes, by
   * `using requests = s.channel('requests')`.
   */
  channel<T>(options?: string | ChannelOptions): Channel<T> & Travels<T>
  /** Hands something that can be closed and poisoned over to the scope. */
  own<O extends Owned>(owned: O): O
}

/**
 * A scope opened by `await using`: leaving the block waits for its processes. Of an error in the block it is not told,
 * and waits for them all the same; `scope(body)` ends them.
 */
export interface DisposableScope extends OpenScope, AsyncDisposable {}

/** @internal */
export class ScopeHandle extends Joint implements DisposableScope {
  readonly scope: Scope
  /** Waits no longer for a body that has not ended. */
  declare private leave?: () => void

  constructor(options: ScopeOptions) {
    super()
    this.scope = new Scope(options, false, this)
    ports.known?.scopes.add(this.scope)
    this.scope.hold()
  }

  override scopeSettled(roots: readonly unknown[], scope: Scope): void {
    // Whoever leaves the scope hears of a failure; until then it must not count as unhandled.
    if (roots.length > 0) {
      this.promise.then(undefined, ignore)
      this.leave?.()
    }
    super.scopeSettled(roots, scope)
  }

  get name(): string {
    return this.scope.name
  }

  get signal(): PlatformSignal {
    return this.scope.signal
  }

  spawn<R>(body: ProcessBody<R>, options?: SpawnOptions): ProcessHandle<R> {
    return this.scope.start(body, options?.name) as ProcessHandle<R>
  }

  parallel(...bodies: Bodies | readonly [Bodies]): Promise<never> {
    // All of them in this scope, not in one between: the first failure must abort the signal that they were given.
    const handles = listed(bodies).map(body => this.scope.start(body))
    const results: Promise<unknown> = new Promise((resolve, reject) => {
      Promise.all(handles.map(({ done }) => done)).then(resolve, error => {
        // The scope reports the failure, whether or not somebody waits for these results. Not said before: for a report
        // to find who awaits them, that has to be the only one.
        results.then(undefined, ignore)
        reject(error)
      })
    })
    return results as Promise<never>
  }

  channel<T>(options?: string | ChannelOptions): Channel<T> & Travels<T> {
    const owned = channel<T>(options)
    this.own<Owned>(owned)
    return owned
  }

  own<O extends Owned>(owned: O): O {
    return this.scope.own(owned)
  }

  /** Runs the body of the scope as the first that it waits for; that of one that is declared closed is watched. */
  async run<R>(body: (scope: OpenScope) => R | PromiseLike<R>, closed?: boolean): Promise<R> {
    let result: R | undefined
    const whole = async (): Promise<void> => {
      try {
        result = await body(this)
      } catch (error) {
        // Under the checker, as with the failure of a process: others go on before it has got about.
        if (ports.choice !== null) await completedInTurn(undefined)
        this.scope.failBody(error)
      }
    }
    const unwatch = closed ? ports.watchClosed?.(this.scope, whole) : undefined
    if (unwatch === undefined)
      await new Promise<void>(resolve => {
        // The grace is a limit for the body too. The stack of what the body waits for leads through this `then`.
        this.leave = resolve
        void whole().then(resolve)
      })
    try {
      await this[Symbol.asyncDispose]()
    } finally {
      unwatch?.()
    }
    return result as R
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.scope.release()
    await this.promise
  }
}

/**
 * Runs `body` with a scope that owns what is spawned and made in it, and gives the body's result once
 * everything has ended.
 *
 *     const total = await scope(async (s) => {
 *       const numbers = s.channel<number>('numbers')
 *       s.spawn(() => source(numbers.writer, 10))
 *       return sum(numbers.reader)
 *     })
 *
 * On the first failure, timeout or outer abort it aborts its signal, poisons its channels with the cause,
 * interrupts its fibers, waits for every process and the body (at most `grace` milliseconds), and throws the root
 * error once; its `stillRunning` names those that did not end. Without a body: for `await using`.
 *
 * @throws the root failure (rejects); AggregateError for several distinct ones; TimeoutError; the outer
 *   signal's reason; `DeadlockError`, where the scope is declared closed
 */
export function scope<R>(
  body: (scope: OpenScope) => R | PromiseLike<R>,
  options?: ScopeOptions,
): Promise<R>
export function scope(options?: ScopeOptions): DisposableScope
export function scope<R>(
  bodyOrOptions?: ((scope: OpenScope) => R | PromiseLike<R>) | ScopeOptions,
  options: ScopeOptions = {},
): Promise<R> | DisposableScope {
  if (typeof bodyOrOptions === 'function')
    return new ScopeHandle(options).run(bodyOrOptions, options.closed)
  if (bodyOrOptions?.closed)
    throw new TypeError(
      'a scope that is declared closed takes a body: scope(async s => { … }, { closed: true })',
    )
  return new ScopeHandle(bodyOrOptions ?? {})
}
