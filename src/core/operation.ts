/**
 * The party of an asynchronous process: one read, write or selection that waits, and the native promise that
 * its caller awaits.
 *
 * A native promise, and eager: an operation as a lazy thenable costs 1.7 times as much to await, and one that
 * is forgotten silently does nothing.
 */
import { budget } from './budget.ts'
import { ports, type Signal } from './ports.ts'
import type { Offer, Place } from './queue.ts'
import { type Watcher, watch } from './signal.ts'

export const ignore = (): void => {}

export class AsyncOperation implements Offer, Watcher {
  value: unknown
  previous: Offer | null = null
  next: AsyncOperation | null = null
  place: Place | null = null
  resolve!: (value: unknown) => void
  /** Stops the watch over the caller's AbortSignal, if there is one. */
  unwatch: (() => void) | null = null
  readonly promise: Promise<unknown>

  get selection(): object | null {
    return null
  }

  constructor(value: unknown) {
    this.value = value
    // Only the resolving function is kept: the rejecting one would be another 64 bytes of each that waits, so `fail`
    // resolves with a rejected promise. The engine builds neither closure nor executor when it has compiled this;
    // handing the operation over in a variable, for one executor of all, cost a twelfth of a communication.
    this.promise = new Promise(resolve => {
      this.resolve = resolve
    })
  }

  /** Withdraws the operation when the signal is aborted before the match. */
  watch(signal: Signal): void {
    this.unwatch = watch(signal, this)
  }

  aborted(reason: unknown): void {
    const { place } = this
    // Matched already, by an extended reader that is still at work: success wins.
    if (place === null) return
    if (place.interrupt !== undefined) {
      place.interrupt(reason)
      return
    }
    this.withdraw()
    place.left()
    this.fail(reason)
  }

  withdraw(): void {
    this.place?.withdraw(this)
  }

  deliver(value: unknown): void {
    this.value = value
    this.wake()
  }

  fail(error: unknown): void {
    // An operation that is held in a variable and fails before its `await` must not end the program.
    this.promise.then(undefined, ignore)
    this.value = rejection(error)
    this.wake()
  }

  settle(): void {
    this.resolve(this.value)
  }

  private wake(): void {
    if (ports.tracer !== null) ports.tracer.resumed(this)
    this.unwatch?.()
    if (ports.choice !== null) ports.choice.waking(this)
    else if (budget.spent) budget.defer(this)
    else this.settle()
  }
}

const taken = Promise.resolve()

/** The promise of a write that met its partner at once: the same for all, since it says nothing more. */
export function completedWrite(): Promise<unknown> {
  return budget.spent ? completedInTurn(undefined) : taken
}

/** The promise of an operation that met its partner at once. */
export function completed(value: unknown): Promise<unknown> {
  return budget.spent ? completedInTurn(value) : Promise.resolve(value)
}

/** The same where the process goes on in a turn of its own: under the checker, or when the budget is spent. */
export function completedInTurn(value: unknown): Promise<unknown> {
  const operation = new AsyncOperation(undefined)
  operation.deliver(value)
  return operation.promise
}

/** The promise of an operation that failed at once, marked as handled. */
export function rejected(error: unknown): Promise<never> {
  if (ports.choice === null) return rejection(error)
  const operation = new AsyncOperation(undefined)
  operation.fail(error)
  return operation.promise as Promise<never>
}

/**
 * What is made of the result of an operation. Like the operation itself it may be held in a variable, and fail before
 * its `await` without ending the program. That is said when it fails: until then whoever awaits it is to be the only
 * one, for that is how a report finds out who waits.
 */
export function resultOf<T, R>(operation: Promise<T>, make: (value: T) => R): Promise<R> {
  const fail = (error: unknown): never => {
    result.then(undefined, ignore)
    throw error
  }
  const result: Promise<R> = operation.then(value => {
    try {
      return make(value)
    } catch (error) {
      return fail(error)
    }
  }, fail)
  return result
}

function rejection(error: unknown): Promise<never> {
  const promise = Promise.reject(error)
  promise.then(undefined, ignore)
  return promise
}
