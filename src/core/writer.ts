/**
 * The writing end of a channel.
 */
import { type ChannelCore, OPEN } from './channel.ts'
import {
  checkPayload,
  type LeasedEnd,
  lease,
  type OperationOptions,
  type Payload,
  retire,
} from './end.ts'
import { show } from './errors.ts'
import { BaseGuard, type Guard } from './guard.ts'
import { refuse } from './misuse.ts'
import { NONE } from './none.ts'
import { AsyncOperation, completedWrite, rejected } from './operation.ts'
import { ports } from './ports.ts'
import { type Offer, remove } from './queue.ts'
import type { SelectionCase } from './selection.ts'

/**
 * Gives values to a channel. Any number of writers may share it; on a channel without a buffer a write ends
 * when a reader has taken the value.
 */
export class Writer<in T> implements LeasedEnd {
  /** @internal */
  core: ChannelCore
  /** @internal */
  readonly leased: boolean

  /** @internal */
  constructor(core: ChannelCore, leased: boolean) {
    this.core = core
    this.leased = leased
  }

  /** Which end this is: a constant of the prototype, cheaper to ask on the hot path than `instanceof`. @internal */
  get end(): 'writer' {
    return 'writer'
  }

  /** Name of the channel. */
  get name(): string {
    return this.core.name
  }

  /**
   * Gives a value, waiting until it was taken (or, with a buffer, stored). The write has begun when this
   * returns.
   *
   * @throws ClosedError (rejects): by the reader, a normal ending; by the writer, a failure
   * @throws PoisonError (rejects) when the channel was poisoned
   * @throws the signal's reason (rejects) when it was aborted before the value was taken
   * @throws TypeError for a promise, which the reader's `await` would unwrap
   */
  write(value: Payload<T>, options?: OperationOptions): Promise<void> {
    const { core } = this
    if (typeof value === 'object' || typeof value === 'function') checkPayload(core, value)
    if (options?.signal?.aborted) return rejected(options.signal.reason)
    if (core.state !== OPEN) return rejected(core.writeError())
    if (core.pollWrite(value, null)) return completedWrite() as Promise<void>
    return this.wait(value, options)
  }

  // Apart from its caller, as where a reader waits.
  private wait(value: unknown, options: OperationOptions | undefined): Promise<void> {
    const operation = new AsyncOperation(value)
    operation.place = this
    if (options?.signal !== undefined) operation.watch(options.signal)
    this.core.parkWriter(operation)
    return operation.promise as Promise<void>
  }

  /**
   * Gives a value if that can be done without waiting; answers whether it was taken or stored.
   *
   * @throws ClosedError, PoisonError, TypeError as `write` does
   */
  tryWrite(value: Payload<T>): boolean {
    const { core } = this
    checkPayload(core, value)
    const error = core.writeError()
    if (error !== null) throw error
    if (ports.choice !== null && !ports.choice.trying(core, 'reader')) return false
    return core.putNow(value)
  }

  /** An output guard that offers this value: ready when a reader waits, or while a buffer has room. */
  offer(value: Payload<T>): Guard<undefined> {
    checkPayload(this.core, value)
    return new OutputGuard(this, value, null)
  }

  /** An output guard whose value is computed at each turn, in the selecting process, before any poll. */
  offerWith(compute: () => Payload<T>): Guard<undefined> {
    return new OutputGuard(this, undefined, compute)
  }

  /**
   * Says that nothing more will be written, for all writers: what was offered or buffered is still read, then
   * the channel is closed. A later write is a failure; where several producers share a channel, `lease`.
   */
  close(): void {
    this.core.close()
  }

  /** Ends the channel at once, for all its ends; with a cause, as the failure that travels on. */
  poison(cause?: unknown): void {
    this.core.poison(cause)
  }

  /** Another writing end, which is counted: the last one to `retire` closes the channel. */
  lease(): Writer<T> {
    return new Writer<T>(lease(this), true)
  }

  /** Gives a lease back; its waiting writes are withdrawn and rejected. */
  retire(): void {
    retire(this)
  }

  /** Retires a lease, closes any other end. */
  [Symbol.dispose](): void {
    if (this.leased) this.retire()
    else this.close()
  }

  /** @internal */
  withdraw(offer: Offer): void {
    this.core.writers = remove(this.core.writers, offer)
  }

  /** @internal */
  left(): void {
    this.core.drained()
  }

  toString(): string {
    return `writer of channel ${show(this.name)}`
  }
}

refuse(Writer.prototype, 'reader')

class OutputGuard extends BaseGuard<undefined> {
  private readonly writer: Writer<never>
  private readonly value: unknown
  private readonly compute: (() => unknown) | null

  constructor(writer: Writer<never>, value: unknown, compute: (() => unknown) | null) {
    super()
    this.writer = writer
    this.value = value
    this.compute = compute
  }

  override prepare(selectionCase: SelectionCase): void {
    if (this.compute === null) {
      selectionCase.value = this.value
      return
    }
    const value = this.compute()
    checkPayload(this.writer.core, value)
    selectionCase.value = value
  }

  poll(selectionCase: SelectionCase): unknown {
    const { core } = this.writer
    const error = core.writeError()
    if (error !== null) throw error
    return core.pollWrite(selectionCase.value, selectionCase.selection) ? undefined : NONE
  }

  enlist(selectionCase: SelectionCase): void {
    selectionCase.place = this.writer
    this.writer.core.parkWriter(selectionCase)
  }

  withdraw(selectionCase: SelectionCase): void {
    this.writer.withdraw(selectionCase)
  }

  override left(): void {
    this.writer.left()
  }
}
