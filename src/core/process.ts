/**
 * A process: what is composed, what is running, and the handle to it.
 *
 * A process is a function that has not been called yet. `run`, `parallel`, `sequence`, `spawn` and scopes take
 * such functions and hand each its context. Async functions start when they are called, so composing the
 * function and not its promise is what keeps the order of starts in the library's hands.
 */
import type { Definition } from './definition.ts'
import { AbortError, show } from './errors.ts'
import { AsyncOperation, ignore, rejected } from './operation.ts'
import { type Abortable, type PlatformSignal, ports } from './ports.ts'
import type { Scope } from './scope.ts'
import { abortableFor } from './signal.ts'

/** What a process is told about itself. */
export interface ProcessContext {
  readonly name: string
  /** Aborted when the process is cancelled: by its handle, or with its scope. */
  readonly signal: PlatformSignal
  readonly scope: Scope
}

/** The body of a process: an async function, a generator function, or a thunk that returns a generator. */
export type ProcessBody<R> = (
  context: ProcessContext,
) => PromiseLike<R> | Generator<unknown, R, unknown> | SingleOperation<R>

/** The result of a body; `undefined` as well, for a process with a result may reach a normal ending first. */
export type ProcessResult<B> = B extends (...args: never) => PromiseLike<infer R>
  ? R | undefined
  : B extends (...args: never) => { [Symbol.iterator](): Iterator<unknown, infer R, never> }
    ? R | undefined
    : undefined

/** A process that was spawned. */
export interface ProcessHandle<R> {
  readonly name: string
  /**
   * Its result, or undefined where it reached a normal ending first, such as the end of its input; rejects when it
   * failed.
   */
  readonly done: Promise<R | undefined>
  /** Cancels the process: aborts its signal, and withdraws what a fiber waits for. */
  abort(reason?: unknown): void
}

export const LIVE = 0
export const ENDED = 1
export const FAILED = 2

/** What a process needs only if somebody asks for it: so that a million processes do not pay for it. */
export class Extras {
  abortable: Abortable | null = null
  /** That the process was told to stop, and whether it has already been raised in it. */
  interruption: { readonly reason: unknown; raised: boolean } | null = null
  /** Whose promise `done` is, once it was asked for. */
  done: AsyncOperation | null = null

  interrupt(reason: unknown): void {
    this.interruption ??= { reason, raised: false }
    this.abortable?.abort(reason)
  }
}

/**
 * A running process, as its scope keeps it. Fibers have what makes them a party as well; an asynchronous process
 * needs no more than this.
 */
export class Process {
  readonly label: Label
  readonly scope: Scope
  /** Neighbours in the scope's list of processes. */
  before: Process | null = null
  after: Process | null = null
  /** LIVE, ENDED or FAILED; a fiber has states of its own between. */
  state: number = LIVE
  /** The result or the error, once ended; before, what its flavour keeps here. */
  value: unknown = undefined
  extras: Extras | null

  constructor(handle: Handle) {
    this.label = handle.label
    this.scope = handle.scope
    this.extras = handle.extras
  }

  get name(): string {
    return nameOf(this.label)
  }

  /** Tells the process to stop; a flavour that can also interrupts what it waits for. */
  interrupt(reason: unknown): void {
    this.extras?.interrupt(reason)
  }
}

/** A process whose body is an asynchronous function. */
export class AsyncProcess extends Process {
  /** Told when the body has settled, and by that where the chain of those who await an operation ends. */
  settled: PromiseLike<unknown> | null = null

  /**
   * Follows the promise of an asynchronous body to its end. One bound function instead of two closures with
   * their context spares 100 bytes for each process that waits; it is told only that the promise has settled,
   * and asks a second time how.
   */
  follow(promise: PromiseLike<unknown>): void {
    this.value = promise
    const settled = bodySettled.bind(this)
    this.settled = promise.then(settled, settled)
  }
}

/** Whether this error is the interruption coming out of the process again. */
export function interrupted({ extras }: Process, error: unknown): boolean {
  const interruption = extras?.interruption
  return interruption != null && interruption.reason === error
}

/** Whether it has come to its end, one way or the other. */
export const hasEnded = ({ state }: Process): boolean => state === ENDED || state === FAILED

/** Settles the `done` of a process, if somebody asked for it and the process has ended. */
export function settleDone(process: Process): void {
  const done = process.extras?.done
  if (done == null || !hasEnded(process)) return
  // The failure is reported by the scope; a `done` that nobody awaits must not report it again. Not said before:
  // for a report to find who awaits it, that has to be the only one.
  if (process.state !== ENDED) done.promise.then(undefined, ignore)
  done.value = process.state === ENDED ? process.value : rejected(process.value)
  done.settle()
}

/** Tells whoever awaits the `done` of a process that has ended. */
export function tellDone(process: Process): void {
  if (ports.choice === null) settleDone(process)
  else ports.choice.joined(process)
}

function bodySettled(this: Process): void {
  const promise = this.value as PromiseLike<unknown>
  promise.then(
    value => this.scope.ended(this, value),
    error => this.scope.failed(this, error),
  )
}

/**
 * What a process is named by: its name, its definition, or the body itself, whose name is looked up when somebody
 * asks (reading the name of a function costs as much as a communication).
 */
export type Label = string | Definition | ProcessBody<unknown>

/** The definition behind a label, if the process was made by `defineProcess`. */
export function definitionOf(label: Label): Definition | null {
  return typeof label === 'object' ? (label as Definition) : null
}

export function nameOf(label: Label): string {
  return (typeof label === 'string' ? label : label.name) || 'process'
}

/** Where `defineProcess` keeps the definition on the body that it makes. */
export const DEFINITION: unique symbol = Symbol('hocket.definition')

/** A body as `defineProcess` makes it. */
export interface DefinedBody<R> {
  (context: ProcessContext): R
  readonly [DEFINITION]: Definition
}

/**
 * A process between being asked for and being started; also its context and its handle. Most are forgotten
 * as soon as the process has started.
 */
export class Handle implements ProcessContext, ProcessHandle<unknown> {
  next: Handle | null = null
  readonly label: Label
  readonly scope: Scope
  body: ProcessBody<unknown> | null
  process: Process | null = null
  extras: Extras | null = null

  /** @param name a name that goes before that of the body; null to look the body's name up only when asked */
  constructor(scope: Scope, body: ProcessBody<unknown>, name: string | null | undefined) {
    if (typeof body !== 'function')
      throw new TypeError(
        `a process is a function that has not been called yet, not ${show(body)}: ` +
          'spawn(() => worker(input)), not spawn(worker(input))',
      )
    this.scope = scope
    this.body = body
    const definition = (body as Partial<DefinedBody<unknown>>)[DEFINITION]
    if (definition === undefined) this.label = name === null ? body : (name ?? body.name)
    else this.label = name == null ? definition : definition.named(name)
  }

  get name(): string {
    return nameOf(this.label)
  }

  get signal(): PlatformSignal {
    const extras = this.addExtras()
    extras.abortable ??= abortableFor(extras.interruption ?? this.scope.cancellation)
    return extras.abortable.signal as PlatformSignal
  }

  get done(): Promise<unknown> {
    const extras = this.addExtras()
    if (extras.done === null) {
      extras.done = new AsyncOperation(undefined)
      if (this.process !== null) settleDone(this.process)
    }
    return extras.done.promise
  }

  abort(reason?: unknown): void {
    const why = reason ?? new AbortError(`process '${this.name}' was aborted`)
    ports.choice?.touched(this.scope, 'exclusive')
    this.addExtras().interrupt(why)
    this.process?.interrupt(why)
  }

  private addExtras(): Extras {
    this.extras ??= this.process?.extras ?? new Extras()
    if (this.process !== null) this.process.extras = this.extras
    return this.extras
  }
}

/** Marks the operations of fibers for the compiler; never present at run time. */
export declare const OPERATION: unique symbol

/** An operation of a fiber, which can be a body by itself: `() => write(output, value)`. */
export interface SingleOperation<out R> {
  readonly [OPERATION]: true
  [Symbol.iterator](): Iterator<never, R, unknown>
}

/** Whether a body has returned what runs as a fiber: a generator, or a single operation, its own iterator. */
export function isFiberBody(value: unknown): value is Generator | SingleOperation<unknown> {
  return typeof (value as Generator | null | undefined)?.next === 'function'
}
