/**
 * A node as its program holds it: it makes channels whose home it is, gives ends of channels anywhere, and begins
 * what the ends are asked to do. How the operations end is `settlement.ts`.
 */
import type { BufferPolicy } from '../core/buffer.ts'
import { ChannelError } from '../core/errors.ts'
import { Endpoint } from './endpoint.ts'
import { ChannelLostError, departedError, type Site, siteOf, UnsendableError } from './errors.ts'
import type { RemoteBuffer } from './home-channel.ts'
import {
  type ChannelAddress,
  type Direction,
  type NodeId,
  randomWord,
  type SyncId,
} from './identity.ts'
import type { OpenLink } from './link.ts'
import { RemoteNode } from './node.ts'
import type { RemoteOperation } from './operation.ts'
import type { Lost } from './outcome.ts'
import { RemoteChannel } from './remote-channel.ts'
import { RemoteReader } from './remote-reader.ts'
import { RemoteWriter } from './remote-writer.ts'
import { Settlement } from './settlement.ts'
import type { RemoteGuard, SyncOptions } from './sync.ts'
import { Values } from './values.ts'
import type { Waiter } from './waiter.ts'

export interface ChannelNodeOptions {
  readonly id: NodeId
  /** Different for every incarnation of the name. Default: a random word. */
  readonly epoch?: string
  readonly open: OpenLink
  /** Whether this node may use a channel so: nothing if it may, a promise if that has to be asked first. */
  readonly admit?: (address: ChannelAddress, direction: Direction) => Promise<void> | undefined
}

export interface RemoteChannelOptions {
  /**
   * At the home, so a write to a buffered channel resolves when its home has stored the value: a home that
   * dies takes stored values with it.
   */
  readonly buffer?: BufferPolicy
  /** Called at the home for each stored value that no reader will take, or that was lost on its way to one. */
  readonly onUndelivered?: (value: never, outcome: 'not-taken' | 'unknown') => void
}

export class ChannelNode {
  readonly id: NodeId
  /** @internal */
  readonly endpoint: Endpoint
  /** @internal */
  readonly values: Values
  private readonly settlement: Settlement
  private readonly admit: ChannelNodeOptions['admit']
  private readonly epoch: string
  private names = 0
  /** Set once this node has left, with the failure that made it leave. */
  private departure: { readonly cause: unknown } | null = null

  constructor({ id, epoch = randomWord(), open, admit }: ChannelNodeOptions) {
    this.id = id
    this.epoch = epoch
    this.admit = admit
    this.values = new Values(this)
    const settlement = new Settlement(this.values)
    this.settlement = settlement
    this.endpoint = new Endpoint(
      new RemoteNode({ id, epoch }),
      open,
      event => settlement.hear(event),
      () => settlement.rest(),
    )
  }

  /**
   * Makes this node the home of a new channel.
   *
   * @throws Error when it already has one of that name
   */
  channel<T>(name: string, options: RemoteChannelOptions = {}): RemoteChannel<T> {
    const { buffer, onUndelivered } = options
    const address = this.endpoint.act(node => node.createChannel(name, placed(buffer)))
    if (onUndelivered) this.settlement.onUndelivered(name, onUndelivered)
    return new RemoteChannel<T>(this, address)
  }

  /** The reading end of a channel by its address. Whether it is there shows when it is used. */
  reader<T>(address: ChannelAddress): RemoteReader<T> {
    return new RemoteReader<T>(this, address, null)
  }

  /** The writing end of a channel by its address. */
  writer<T>(address: ChannelAddress): RemoteWriter<T> {
    return new RemoteWriter<T>(this, address, null)
  }

  /** Leaves: to the others this node is dead, and what still waits here is rejected. */
  close(): void {
    this.poison()
  }

  /** Leaves; with a cause, as the failure that whoever waits here or uses the node later hears of. */
  poison(cause?: unknown): void {
    if (this.departure !== null) return
    this.departure = { cause }
    this.endpoint.close()
    this.endpoint.act(node => node.leave())
  }

  [Symbol.dispose](): void {
    this.close()
  }

  // ------------------------------------------------------------------ for the ends

  /** Begins one read or write. @internal */
  operate(operation: RemoteOperation, guard: RemoteGuard, options: SyncOptions): void {
    const admission = this.admit?.(guard.channel, guard.direction)
    if (admission === undefined) this.begin(guard, options, operation)
    admission?.then(
      () => {
        if (!operation.withdrawn) this.begin(guard, options, operation)
      },
      error => {
        if (!operation.withdrawn) operation.fail(error)
      },
    )
  }

  private begin(guard: RemoteGuard, options: SyncOptions, operation: RemoteOperation): void {
    try {
      this.offer([guard], options, operation)
    } catch (error) {
      const known = error instanceof ChannelError
      operation.fail(known ? error : new UnsendableError(operation.site, error))
    }
  }

  /** What has to be waited for before these guards can be offered, if anything. @internal */
  admission(guards: readonly RemoteGuard[]): Promise<unknown> | undefined {
    if (this.admit === undefined) return undefined
    const waits = guards.flatMap(({ channel, direction }) => this.admit?.(channel, direction) ?? [])
    return waits.length === 0 ? undefined : Promise.all(waits)
  }

  /** Offers guards whose values are packed. Throws what the link throws for a value. @internal */
  offer(guards: readonly RemoteGuard[], options: SyncOptions, waiter: Waiter): void {
    if (this.departure !== null) {
      const { channel, direction } = guards[0]!
      throw departedError(siteOf(channel, direction), this.id, this.departure.cause)
    }
    this.endpoint.begin(guards, options, waiter)
  }

  /**
   * What an operation raises that was lost. Where that is because this node has left, and this because of a failure, it
   * is the failure: a second root beside it would tell nothing more. @internal
   */
  lossError(site: Site, { node, outcome }: Lost): ChannelError {
    const cause = node === this.id ? this.departure?.cause : undefined
    if (cause === undefined) return new ChannelLostError(site, node, outcome)
    return departedError(site, this.id, cause, outcome)
  }

  /** Ends an operation for a local event; false while a home has claimed it. @internal */
  chooseLocal(sync: SyncId): boolean {
    if (!this.endpoint.node.chooseLocal(sync)) return false
    // The homes are told when the local commit that this is part of is over.
    void Promise.resolve().then(() => this.endpoint.act(() => {}))
    return true
  }

  /** Runs when the step of the protocol that is under way is over. @internal */
  later(task: () => void): void {
    this.settlement.later(task)
  }

  /** Of a lease or a failure; unique for ever. @internal */
  newName(): string {
    return `${this.id}:${this.epoch}:${++this.names}`
  }
}

/** What the home needs to know of a buffer: its storage is the home's own. */
function placed(buffer: BufferPolicy | undefined): RemoteBuffer | null {
  if (buffer === undefined) return null
  const { kind, capacity } = buffer
  return kind === 'unbounded' ? { kind } : { kind, capacity }
}
