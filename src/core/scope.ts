/**
 * Scopes: structured concurrency. A scope owns processes, channels and one abort signal, and is over only
 * when everything in it is.
 *
 *    open ──▶ (first failure, timeout, outer abort) ──▶ cancelled ──▶ settled
 *      └───────────── everything has ended ──────────────────────────▶
 *
 * On the first failure the scope aborts its signal, poisons the channels that it owns and the ends that its
 * processes were given, with that cause, and waits until every process has settled; the root of the failure
 * is then thrown once. Source: nurseries (Trio), coroutine scopes (Kotlin), and poison (PyCSP) to reach those
 * who wait in channels.
 */
import { awaited } from './awaited.ts'
import { AbortError, isNormalEnding, RetiredError, rootCause, TimeoutError } from './errors.ts'
import { Family } from './family.ts'
import { launch } from './launch.ts'
import {
  type Abortable,
  type Choice,
  type PlatformSignal,
  ports,
  type Signal,
  type Snapshot,
} from './ports.ts'
import {
  definitionOf,
  ENDED,
  type Extras,
  FAILED,
  Handle,
  type Process,
  type ProcessBody,
} from './process.ts'
import { watch } from './signal.ts'
import { checkedDelay, type Timer, timers } from './timer.ts'

export interface ScopeOptions {
  /** Cancels the scope when it is aborted. */
  readonly signal?: PlatformSignal | Signal | undefined
  /** Milliseconds after which the scope fails with a TimeoutError. */
  readonly timeout?: number | undefined
  /** Milliseconds that a cancelled scope waits for processes that do not end; 1,000 if left out. */
  readonly grace?: number | undefined
  /**
   * Declares that nothing outside wakes its processes: they wait for channels that nobody else uses, for the time of
   * the library, and for each other. Then a deadlock among them is certain while the program goes on, and the scope
   * fails with a `DeadlockError` of `hocket/trace`. A plain promise that is raced against a read is outside. On Node.
   */
  readonly closed?: boolean | undefined
  /** For reports. */
  readonly name?: string | undefined
}

const DEFAULT_GRACE = 1_000
const settledPromise = Promise.resolve()

const NO_ROOTS: readonly unknown[] = []

/** Told once, when everything in a scope has ended, with the distinct failures. */
export interface Settler {
  scopeSettled(roots: readonly unknown[], scope: Scope): void
  /** Settle the promise of whoever waits for the scope, where that is a promise. */
  resolve?: (value: never) => void
  reject?: (error: unknown) => void
}

/** Something that can be ended with a cause: what a scope owns. */
export interface Owned {
  close(): void
  poison(cause: unknown): void
}

export class Scope extends Family {
  readonly name: string
  /** Why the scope was cancelled, or null. */
  cancellation: { readonly reason: AbortError } | null = null
  /** Whether nobody waits for the scope: its process was left to itself by `spawn`. */
  detached = false
  /** The asynchronous context that fibers of this scope run in; captured with the first of them. */
  context: Snapshot | null = null
  /** Keeps ended processes in the list, in their order, so that their results can be read off. */
  private readonly keepsResults: boolean
  private readonly grace: number
  private readonly timeLimit: number | undefined
  /** @internal */
  readonly settler: Settler

  /** How many processes, bodies not started, and others that hold the scope open there are. */
  private alive = 0
  /** Whether it has ended. */
  over = false

  private firstStart: Handle | null = null
  private lastStart: Handle | null = null
  // Made when needed: a parallel of two fibers is a scope too, and most own nothing and never fail.
  private owned: Set<Owned> | null = null
  private roots: readonly unknown[] = NO_ROOTS
  private abortable: Abortable | null = null
  private timer: Timer | null = null
  private unwatch: (() => void) | null = null

  constructor(options: ScopeOptions, keepsResults: boolean, settler: Settler) {
    super()
    this.name = options.name ?? 'scope'
    this.grace = checkedDelay(options.grace ?? DEFAULT_GRACE, 'scope(body, { grace: 1000 })')
    this.timeLimit = options.timeout
    this.keepsResults = keepsResults
    this.settler = settler
    awaited.scopes++
    if (options.timeout !== undefined || options.signal !== undefined) this.limit(options)
  }

  /** Says that nobody waits for the scope. */
  detach(): void {
    this.detached = true
    awaited.scopes--
  }

  private limit({ signal, timeout }: ScopeOptions): void {
    if (timeout !== undefined)
      this.timer = timers.start(checkedDelay(timeout, 'scope(body, { timeout: 5000 })'), {
        expired: () => this.fail(this.timeoutError()),
      })
    if (signal?.aborted) this.fail(signal.reason)
    else if (signal !== undefined)
      this.unwatch = watch(signal, { aborted: reason => this.fail(reason) })
  }

  /** Aborted when the scope is cancelled: hand it to `fetch` and to operations. */
  get signal(): PlatformSignal {
    if (this.abortable === null) {
      this.abortable = ports.createAbortable()
      if (this.cancellation !== null) this.abortable.abort(this.cancellation.reason)
    }
    return this.abortable.signal as PlatformSignal
  }

  // ------------------------------------------------------------------ processes

  /** Whether it waits for its processes alone: its body, if it has one, is over. */
  get joining(): boolean {
    return this.living === this.alive
  }

  /** Starts a process, in order, from a microtask. */
  start(body: ProcessBody<unknown>, name?: string): Handle {
    if (this.over)
      throw new Error(`scope '${this.name}' has ended: a process cannot be spawned in it any more`)
    const handle = new Handle(this, body, name)
    if (ports.tracer !== null) ports.tracer.spawning(handle)
    this.alive++
    if (this.lastStart === null) {
      this.firstStart = handle
      void settledPromise.then(() => this.startAll())
    } else this.lastStart.next = handle
    this.lastStart = handle
    return handle
  }

  /** Starts a process at once, for a caller that has given up its turn already. */
  startNow(body: ProcessBody<unknown>, name: string | null = null): void {
    const handle = new Handle(this, body, name)
    if (ports.tracer !== null) ports.tracer.spawning(handle)
    this.alive++
    this.launchInTurn(handle)
  }

  /** Keeps the scope open for something that is not a process, until `release`. */
  hold(): void {
    this.alive++
  }

  release(): void {
    if (--this.alive === 0) this.settle()
  }

  private startAll(): void {
    for (let handle = this.firstStart; handle !== null; handle = this.firstStart) {
      this.firstStart = handle.next
      if (handle.next === null) this.lastStart = null
      handle.next = null
      this.launchInTurn(handle)
    }
  }

  private launchInTurn(handle: Handle): void {
    if (ports.choice === null) launch(this, handle)
    else this.awaitTurn(ports.choice, handle)
  }

  private awaitTurn(choice: Choice, handle: Handle): void {
    choice.starting(handle, () => launch(this, handle))
  }

  /** Takes a process up that has just come to be. @internal */
  adopt(handle: Handle, process: Process): Process {
    handle.process = process
    this.add(process)
    if (ports.tracer !== null) ports.tracer.spawned(process, this)
    return process
  }

  /** A process was told to stop before its body was called. @internal */
  cancelledBeforeStart(process: Process, reason: unknown): void {
    process.state = FAILED
    process.value = reason
    if (ports.tracer !== null) ports.tracer.ended(process, 'cancelled', reason)
    this.conclude(process)
  }

  /** A process has ended with a result. */
  ended(process: Process, value: unknown): void {
    process.state = ENDED
    process.value = value
    if (ports.tracer !== null) ports.tracer.ended(process, 'done', undefined)
    this.conclude(process)
  }

  /** A process has ended with an error: a normal ending, its cancellation, or a failure. */
  failed(process: Process, error: unknown): void {
    if (isNormalEnding(error)) {
      process.state = ENDED
      process.value = undefined
      if (ports.tracer !== null) ports.tracer.ended(process, 'ended', error)
      this.conclude(process)
      return
    }
    process.state = FAILED
    process.value = error
    const cancelled = this.isCancellation(process, error)
    if (ports.tracer !== null)
      ports.tracer.ended(process, cancelled ? 'cancelled' : 'failed', error)
    if (!cancelled) this.fail(rootCause(error))
    this.conclude(process)
  }

  private conclude(process: Process): void {
    if (definitionOf(process.label)?.ownsEnds) this.letGo(process)
    if (ports.choice !== null) ports.choice.touched(this, 'shared')
    const done = process.extras?.done
    if (done != null) {
      // The failure is reported by the scope; a `done` that nobody awaits must not report it again.
      done.promise.then(undefined, () => {})
      tell(done, process)
    }
    if (!this.keepsResults) this.remove(process)
    this.release()
  }

  /** Ends what the process owned: as it has ended itself, so that nobody takes half a stream for a whole one. */
  private letGo({ label, state, value }: Process): void {
    if (state === ENDED) definitionOf(label)?.closeEnds()
    else definitionOf(label)?.poisonEnds(this.cancellation?.reason.cause ?? rootCause(value))
  }

  /** An error that only says that the process was told to stop. */
  private isCancellation(process: Process, error: unknown): boolean {
    const ownSignal = process.extras?.abortable?.signal
    if (ownSignal?.aborted && error === ownSignal.reason) return true
    if (this.cancellation === null) return process.interrupted(error)
    return (
      error === this.cancellation.reason ||
      (error as Error | undefined)?.name === 'AbortError' ||
      process.interrupted(error) ||
      // Its lease was retired with the scope.
      error instanceof RetiredError
    )
  }

  // ------------------------------------------------------------------ ownership and failure

  /** Makes the scope the owner: closed when it ends, poisoned with the cause when it fails. */
  own<O extends Owned>(owned: O): O {
    this.owned ??= new Set()
    this.owned.add(owned)
    if (this.cancellation !== null) owned.poison(this.cancellation.reason.cause)
    return owned
  }

  disown(owned: Owned): void {
    this.owned?.delete(owned)
  }

  /** Records a failure; the first one cancels the scope. */
  fail(root: unknown): void {
    if (ports.choice !== null) ports.choice.touched(this, 'exclusive')
    if (this.over || this.roots.includes(root)) return
    this.roots = [...this.roots, root]
    if (this.cancellation === null) this.cancel(root)
  }

  /** The body of the scope has thrown. What it promised cannot be given, so a normal ending fails it too. */
  failBody(error: unknown): void {
    const told =
      this.cancellation !== null &&
      (error === this.cancellation.reason || (error as Error | undefined)?.name === 'AbortError')
    if (!told) this.fail(rootCause(error))
  }

  private cancel(root: unknown): void {
    const reason = new AbortError(`scope '${this.name}' was cancelled`, { cause: root })
    this.cancellation = { reason }
    this.stopWaiting()
    this.abortable?.abort(reason)
    if (this.owned !== null) for (const owned of this.owned) owned.poison(root)
    // Poison and abort only make processes ready, so the list cannot change under this loop.
    for (let process = this.first; process !== null; process = process.after) {
      process.extras?.abortable?.abort(reason)
      definitionOf(process.label)?.poisonEnds(root)
      process.interrupt(reason)
    }
    if (this.alive > 0) this.timer = timers.start(this.grace, { expired: () => this.giveUp() })
  }

  /** The grace is over: reports, naming what still runs. */
  private giveUp(): void {
    const value = this.running.map(({ name }) => name)
    // The same failure may pass through scopes within scopes that each give up: the outermost has the last word.
    for (const root of this.roots)
      if (root instanceof Error && Object.isExtensible(root))
        Object.defineProperty(root, 'stillRunning', { value, enumerable: true, configurable: true })
    this.settle()
  }

  private timeoutError(): TimeoutError {
    const names = this.running.map(({ name }) => `'${name}'`)
    const still = names.length > 0 ? `; still running: ${names.join(', ')}` : ''
    return new TimeoutError(`scope '${this.name}' took longer than ${this.timeLimit} ms${still}`)
  }

  private stopWaiting(): void {
    if (this.timer !== null) timers.stop(this.timer)
    this.timer = null
    this.unwatch?.()
    this.unwatch = null
  }

  private settle(): void {
    if (this.over) return
    this.over = true
    if (!this.detached) awaited.scopes--
    this.stopWaiting()
    if (this.cancellation === null && this.owned !== null)
      for (const owned of this.owned) owned.close()
    if (ports.choice !== null) this.awaitJoin(ports.choice)
    else this.settler.scopeSettled(this.roots, this)
  }

  private awaitJoin(choice: Choice): void {
    choice.joined(this, () => this.settler.scopeSettled(this.roots, this))
  }
}

/** Resolves or rejects the `done` of a process that has ended. */
function tell(done: NonNullable<Extras['done']>, process: Process): void {
  const answer = (): void => {
    if (process.state === ENDED) done.resolve(process.value)
    else done.reject(process.value)
  }
  if (ports.choice !== null) ports.choice.joined(process, answer)
  else answer()
}

/** What a scope throws for its failures: the one root itself, or all of them together. */
export function failureOf(roots: readonly unknown[], name: string): unknown {
  if (roots.length === 1) return roots[0]
  return new AggregateError(roots, `${roots.length} processes of ${name} failed`)
}
