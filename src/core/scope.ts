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
import { alarm, checkedDelay } from './delay.ts'
import { AbortError, isNormalEnding, RetiredError, rootCause } from './errors.ts'
import { add, type Family, remove, runningOf } from './family.ts'
import { launch } from './launch.ts'
import { type Abortable, type Outcome, type PlatformSignal, ports, type Snapshot } from './ports.ts'
import {
  definitionOf,
  ENDED,
  FAILED,
  Handle,
  interrupted,
  type Process,
  type ProcessBody,
  tellDone,
} from './process.ts'
import { noteRunning, timeoutError } from './scope-failure.ts'
import type { Owned, ScopeOptions, Settler } from './scope-options.ts'
import { abortableFor, watch } from './signal.ts'

const DEFAULT_GRACE = 1_000
/** How much is owned before it is first looked at what has ended. */
const CROWD = 64
const settledPromise = Promise.resolve()

const NO_ROOTS: readonly unknown[] = []

export class Scope implements Family {
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
  /** Whom it tells; a fiber puts itself in the place of the promise. @internal */
  settler: Settler

  /** How many processes, bodies not started, and others that hold the scope open there are. @internal */
  alive = 0
  /** Whether it has ended. */
  over = false

  /** The processes, for `family.ts`. @internal */
  first: Process | null = null
  /** @internal */
  last: Process | null = null
  private firstStart: Handle | null = null
  private lastStart: Handle | null = null
  // Made when needed: a parallel of two fibers is a scope too, and most own nothing and never fail.
  private owned: Set<Owned> | null = null
  /** How much may be owned until it is looked at what has ended. */
  private crowd = CROWD
  private roots: readonly unknown[] = NO_ROOTS
  private abortable: Abortable | null = null
  /** Stop the timer and the watch over the signal that were given. */
  private stopTimer: (() => void) | null = null
  private unwatch: (() => void) | null = null

  constructor(options: ScopeOptions, keepsResults: boolean, settler: Settler) {
    this.name = options.name ?? 'scope'
    this.grace = checkedDelay(options.grace ?? DEFAULT_GRACE, 'scope(body, { grace: 1000 })')
    this.keepsResults = keepsResults
    this.settler = settler
    awaited.scopes++
    if (options.timeout !== undefined || options.signal !== undefined) this.limit(options)
  }

  private limit({ signal, timeout }: ScopeOptions): void {
    if (timeout !== undefined)
      this.stopTimer = alarm(checkedDelay(timeout, 'scope(body, { timeout: 5000 })'), () =>
        this.fail(timeoutError(this, timeout)),
      )
    if (signal?.aborted) this.fail(signal.reason)
    else if (signal !== undefined)
      this.unwatch = watch(signal, { aborted: reason => this.fail(reason) })
  }

  /** Aborted when the scope is cancelled: hand it to `fetch` and to operations. */
  get signal(): PlatformSignal {
    this.abortable ??= abortableFor(this.cancellation)
    return this.abortable.signal as PlatformSignal
  }

  // ------------------------------------------------------------------ processes

  /** Starts a process, in order, from a microtask. */
  start(body: ProcessBody<unknown>, name?: string): Handle {
    if (this.over)
      throw new Error(`scope '${this.name}' has ended: no process can be spawned in it`)
    const handle = new Handle(this, body, name)
    ports.tracer?.spawning(handle)
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
    ports.tracer?.spawning(handle)
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
    if (ports.choice === null) launch(handle)
    else ports.choice.starting(handle)
  }

  /** Takes a process up that has just come to be. @internal */
  adopt(handle: Handle, process: Process): Process {
    handle.process = process
    add(this, process)
    ports.tracer?.spawned(process, this)
    return process
  }

  /** A process has ended with a result. */
  ended(process: Process, value: unknown): void {
    this.conclude(process, 'done', value)
  }

  /** A process has ended with an error: a normal ending, its cancellation, or a failure. */
  failed(process: Process, error: unknown): void {
    if (isNormalEnding(error)) this.conclude(process, 'ended', undefined, error)
    else {
      const cancelled = interrupted(process, error) || this.told(error)
      this.conclude(process, cancelled ? 'cancelled' : 'failed', error, error)
    }
  }

  private conclude(process: Process, outcome: Outcome, value: unknown, error?: unknown): void {
    process.state = outcome === 'done' || outcome === 'ended' ? ENDED : FAILED
    process.value = value
    ports.tracer?.ended(process, outcome, error)
    if (outcome === 'failed') this.fail(rootCause(error))
    definitionOf(process.label)?.letGo(process)
    ports.choice?.touched(this, 'shared')
    if (process.extras?.done != null) tellDone(process)
    if (!this.keepsResults) remove(this, process)
    this.release()
  }

  /**
   * Whether an error only says that the scope was cancelled: by its signal, by a lease that retired with it, or, where
   * a scope around it failed, by poison with that failure, in a channel of that scope.
   */
  private told(error: unknown): boolean {
    const root = rootCause(error)
    let reason: unknown = this.cancellation?.reason.cause
    while (reason instanceof AbortError) {
      if (reason.cause === root) return true
      reason = reason.cause
    }
    return (
      this.cancellation !== null &&
      (error instanceof RetiredError || (error as Error | undefined)?.name === 'AbortError')
    )
  }

  /** The processes that have not ended. @internal */
  get running(): Process[] {
    return runningOf(this)
  }

  // ------------------------------------------------------------------ ownership and failure

  /** Makes the scope the owner: closed when it ends, poisoned with the cause when it fails. */
  own<O extends Owned>(owned: O): O {
    this.owned ??= new Set()
    // A scope that serves for months makes channels that end within a second: let go of, they can be collected.
    if (this.owned.size >= this.crowd) {
      for (const one of this.owned) if (one.hasEnded) this.owned.delete(one)
      this.crowd = 2 * this.owned.size + CROWD
    }
    this.owned.add(owned)
    if (this.cancellation !== null) owned.poison(this.cancellation.reason.cause)
    return owned
  }

  /** Records a failure; the first one cancels the scope. */
  fail(root: unknown): void {
    ports.choice?.touched(this, 'exclusive')
    if (this.over || this.roots.includes(root)) return
    this.roots = [...this.roots, root]
    if (this.cancellation === null) this.cancel(root)
  }

  /** The body of the scope has thrown. What it promised cannot be given, so a normal ending fails it too. */
  failBody(error: unknown): void {
    if (!this.told(error)) this.fail(rootCause(error))
  }

  private cancel(root: unknown): void {
    const reason = new AbortError(`scope '${this.name}' was cancelled`, { cause: root })
    this.cancellation = { reason }
    this.stopWaiting()
    this.abortable?.abort(reason)
    if (this.owned !== null) for (const owned of this.owned) owned.poison(root)
    // Poison and abort only make processes ready, so the list cannot change under this loop.
    for (let process = this.first; process !== null; process = process.after) {
      definitionOf(process.label)?.poisonEnds(root)
      process.interrupt(reason)
    }
    if (this.alive > 0)
      this.stopTimer = alarm(this.grace, () => {
        noteRunning(this.roots, this)
        this.settle()
      })
  }

  private stopWaiting(): void {
    this.stopTimer?.()
    this.unwatch?.()
  }

  private settle(): void {
    if (this.over) return
    this.over = true
    if (!this.detached) awaited.scopes--
    this.stopWaiting()
    if (this.cancellation === null && this.owned !== null)
      for (const owned of this.owned) owned.close()
    if (ports.choice !== null) ports.choice.joined(this)
    else this.tell()
  }

  /** Tells whoever waits for the scope that it has ended. */
  tell(): void {
    this.settler.scopeSettled(this.roots, this)
  }
}

/** Whether a scope waits for its processes alone: its body, if it has one, is over. */
export const isJoining = ({ running, alive }: Scope): boolean => running.length === alive
