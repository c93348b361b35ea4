/**
 * The reading end of a channel.
 */
import { type ChannelCore, DRAINING } from './channel.ts'
import { type LeasedEnd, lease, type OperationOptions, retire } from './end.ts'
import { show } from './errors.ts'
import { extendedRead } from './extended.ts'
import { BaseGuard, type Guard } from './guard.ts'
import { ReaderIterator, StepGuard } from './iterate.ts'
import { refuse } from './misuse.ts'
import { NONE } from './none.ts'
import { AsyncOperation, completed, ignore, rejected } from './operation.ts'
import { ports } from './ports.ts'
import { type Offer, remove } from './queue.ts'
import type { SelectionCase } from './selection.ts'

/**
 * Takes values from a channel. It is its own input guard, and an async iterable that ends when the channel
 * does. Any number of readers may share a channel; each value goes to one of them.
 */
export class Reader<out T> extends BaseGuard<T> implements LeasedEnd, AsyncIterable<T, undefined> {
  /** @internal */
  core: ChannelCore
  /** @internal */
  readonly leased: boolean

  /** @internal */
  constructor(core: ChannelCore, leased: boolean) {
    super()
    this.core = core
    this.leased = leased
  }

  /** Which end this is: a constant of the prototype, cheaper to ask on the hot path than `instanceof`. @internal */
  get end(): 'reader' {
    return 'reader'
  }

  /** Name of the channel. */
  get name(): string {
    return this.core.name
  }

  /**
   * Takes the next value, waiting for a writer if need be. The read has begun when this returns.
   *
   * @throws ClosedError (rejects) at the end of the channel: a normal ending
   * @throws PoisonError (rejects) when the channel was poisoned
   * @throws the signal's reason (rejects) when it was aborted before a value was taken
   */
  read(options?: OperationOptions): Promise<T> {
    if (options?.signal?.aborted) return rejected(options.signal.reason)
    const { core } = this
    const value = core.pollRead(null)
    if (value !== NONE) return completed(value) as Promise<T>
    if (core.state > DRAINING) return rejected(core.readError())
    return this.wait(options)
  }

  // Apart from its caller: together they are too much to be put into the process that reads, and an operation made there
  // is then made slowly, which costs a twentieth of a communication.
  private wait(options: OperationOptions | undefined): Promise<T> {
    const operation = new AsyncOperation(undefined)
    operation.place = this
    if (options?.signal !== undefined) operation.watch(options.signal)
    this.core.parkReader(operation)
    return operation.promise as Promise<T>
  }

  /**
   * Takes a value if one can be had without waiting: `{ value }`, or undefined.
   *
   * @throws ClosedError at the end of the channel, PoisonError when it was poisoned
   */
  tryRead(): { readonly value: T } | undefined {
    const { core } = this
    const able = ports.choice === null || ports.choice.trying(core, 'writer')
    const value = able ? core.takeNow(null) : NONE
    if (value !== NONE) return { value: value as T }
    const error = core.readError()
    if (error !== null) throw error
    return undefined
  }

  /**
   * Extended rendezvous: runs `during` with the value while the writer stays in its write. If `during` throws,
   * this read rejects and the write has happened. (On a buffered channel the writer has long gone on.)
   *
   * Source: occam-π's extended input; JCSP's `startRead`/`endRead`.
   */
  extended<R>(during: (value: T) => R | PromiseLike<R>, options?: OperationOptions): Promise<R> {
    return extendedRead(this.core, this, during, options?.signal)
  }

  /**
   * Closes the reading side, for all readers: waiting and later writes are rejected with a ClosedError (which
   * ends their process normally), values in the buffer go to `onUndelivered`.
   */
  close(): void {
    this.core.closeReading()
  }

  /** Ends the channel at once, for all its ends; with a cause, as the failure that travels on. */
  poison(cause?: unknown): void {
    this.core.poison(cause)
  }

  /** Another reading end, which is counted: the last one to `retire` closes the reading side. */
  lease(): Reader<T> {
    return new Reader<T>(lease(this), true)
  }

  /** Gives a lease back; its waiting reads are withdrawn and rejected. */
  retire(): void {
    retire(this)
  }

  /** Retires a lease, closes any other end. */
  [Symbol.dispose](): void {
    if (this.leased) this.retire()
    else this.close()
  }

  /** Iterates over the values; leaving the loop early leaves the channel open. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new ReaderIterator<T>(this, ignore)
  }

  /** Iterates over the values as the only consumer: leaving the loop early closes the reading side. */
  consume(): AsyncIterableIterator<T, undefined> {
    return new ReaderIterator<T>(this, () => this.close())
  }

  /** The same guard giving an IteratorResult, so that a fan-in goes on when one of its inputs ends. */
  get step(): Guard<IteratorResult<T, undefined>> {
    return new StepGuard<T>(this)
  }

  // ------------------------------------------------------------------ guard

  /** @internal */
  poll(selectionCase: SelectionCase): unknown {
    const value = this.core.pollRead(selectionCase.selection)
    if (value !== NONE) return value
    const error = this.core.readError()
    if (error !== null) throw error
    return NONE
  }

  /** @internal */
  enlist(selectionCase: SelectionCase): void {
    this.core.parkReader(selectionCase)
  }

  /** @internal */
  withdraw(offer: Offer): void {
    this.core.readers = remove(this.core.readers, offer)
  }

  override toString(): string {
    return `reader of channel ${show(this.name)}`
  }
}

refuse(Reader.prototype, 'writer')
