/**
 * The writing end of a channel whose home may be another node.
 */
import { checkPayload, type OperationOptions, type Payload } from '../core/end.ts'
import { show } from '../core/errors.ts'
import type { Guard } from '../core/guard.ts'
import type { SelectionCase } from '../core/selection.ts'
import type { ChannelNode } from './channel-node.ts'
import { EndState, leasesIn } from './end-state.ts'
import type { ChannelAddress } from './identity.ts'
import type { RemoteGuard } from './sync.ts'
import { RemoteCaseGuard } from './turn.ts'

/** What a write to a remote channel takes. */
export interface WriteOptions extends OperationOptions {
  /**
   * Objects in the value that are moved instead of copied where the link can (between threads): array buffers,
   * message ports. They are gone here from the call on, whatever becomes of the write.
   */
  readonly transfer?: readonly unknown[] | undefined
}

/** Gives values to a channel, wherever it lives. Used as `Writer` is; it can be sent through channels. */
export class RemoteWriter<in T> {
  /** @internal */
  readonly state: EndState

  /** @internal */
  constructor(node: ChannelNode, address: ChannelAddress, lease: string | null) {
    this.state = new EndState(node, address, 'write', lease)
  }

  /** Name of the channel. */
  get name(): string {
    return this.state.address.name
  }

  /**
   * Gives a value, which travels as a copy made now. Resolves when a reader has taken it or, on a buffered
   * channel, when the home has stored it.
   *
   * @throws ClosedError, PoisonError (rejects) as on a local channel
   * @throws ChannelLostError (rejects): its `outcome` says whether the value may have been taken
   * @throws UnsendableError (rejects) for a value that cannot travel: nothing was offered
   * @throws AbsentChannelError, ForbiddenError (rejects)
   * @throws the signal's reason (rejects) when it was aborted before the value was taken
   * @throws TypeError for a promise
   */
  write(value: Payload<T>, options?: WriteOptions): Promise<void> {
    checkPayload(this, value)
    return this.state.operate(value, options?.transfer, options).promise as Promise<void>
  }

  /** An output guard that offers this value. */
  offer(value: Payload<T>): Guard<undefined> {
    checkPayload(this, value)
    return new RemoteOffer(this.state, value, null)
  }

  /** An output guard whose value is computed at each turn, in the selecting process. */
  offerWith(compute: () => Payload<T>): Guard<undefined> {
    return new RemoteOffer(this.state, undefined, compute)
  }

  /** Says that nothing more will be written, for all writers on all nodes: what was offered is still read. */
  close(): void {
    this.state.close()
  }

  /** Ends the channel, for all its ends. A cause that cannot travel arrives as an Error of its message. */
  poison(cause?: unknown): void {
    this.state.poison(cause)
  }

  /** Another writing end, which is counted: the last one to retire, or whose node dies, closes the channel. */
  lease(): RemoteWriter<T> {
    const { node, address } = this.state
    return new RemoteWriter<T>(node, address, this.state.newLease())
  }

  /** Gives a lease back; its waiting writes are withdrawn and rejected. */
  retire(): void {
    this.state.retire()
  }

  /** Retires a lease, closes any other end. */
  [Symbol.dispose](): void {
    this.state.dispose()
  }

  toString(): string {
    return `writer of channel ${show(this.name)}`
  }
}

class RemoteOffer extends RemoteCaseGuard<undefined> {
  readonly state: EndState
  private readonly value: unknown
  private readonly compute: (() => unknown) | null

  constructor(state: EndState, value: unknown, compute: (() => unknown) | null) {
    super()
    this.state = state
    this.value = value
    this.compute = compute
  }

  override prepare(selectionCase: SelectionCase): void {
    if (this.compute === null) {
      selectionCase.value = this.value
      return
    }
    const value = this.compute()
    checkPayload(this.state.address, value)
    selectionCase.value = value
  }

  offered({ value }: SelectionCase): RemoteGuard {
    return this.state.guard(value)
  }

  override sent({ value }: SelectionCase): void {
    for (const lease of leasesIn(value)) lease.over = true
  }
}
