/**
 * A node as its program holds it: it makes channels whose home it is, gives ends of channels anywhere, and turns
 * what the protocol says into results and errors.
 *
 * Events are taken in two passes. Within a step of the protocol only `claimed`, `released` and `unlink` run,
 * which take offers out of local queues and put them back; what wakes processes, and may end local channels and
 * so reach other selections, runs when the step is over. So whoever commits locally always finds the protocol's
 * state and the queues agreed.
 */
import type { BufferPolicy } from '../core/buffer.ts'
import { ChannelError } from '../core/errors.ts'
import { ports } from '../core/ports.ts'
import { Causes, type TravellingCause } from './causes.ts'
import { Endpoint } from './endpoint.ts'
import { NodeClosedError, type Site, UnsendableError } from './errors.ts'
import type { RemoteBuffer } from './home-channel.ts'
import type { ChannelAddress, Direction, NodeId, SyncId } from './identity.ts'
import type { OpenLink } from './link.ts'
import { RemoteNode } from './node.ts'
import type { RemoteOperation } from './operation.ts'
import type { Outcome, RemoteEvent } from './outcome.ts'
import { pack, unpack } from './payload.ts'
import { RemoteChannel } from './remote-channel.ts'
import { RemoteReader } from './remote-reader.ts'
import { RemoteWriter } from './remote-writer.ts'
import type { RemoteGuard, SyncOptions } from './sync.ts'

/** Something that waits for an operation of the protocol. */
export interface Waiter {
  begun(sync: SyncId): void
  /** First pass: a home has claimed the operation, nothing local may commit it. */
  claimed(): void
  /** First pass: the claim is over, and the operation is not. */
  released(): void
  /** First pass: the operation is over; its local offers must leave their queues now. */
  unlink(): void
  /** Second pass. A value received has been unpacked. */
  settle(outcome: Outcome): void
}

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
  private readonly admit: ChannelNodeOptions['admit']
  private readonly waiters = new Map<SyncId, Waiter>()
  private readonly undelivered = new Map<string, (value: never, outcome: never) => void>()
  /** The operation that the endpoint is asked to begin. */
  private beginning: Waiter | null = null
  /** What the second pass has to do, in order. */
  private second: (Settled | (() => void))[] = []
  private resting = false
  private readonly causes = new Causes(() => this.newName())
  private readonly epoch: string
  private names = 0
  private closed = false

  constructor({ id, epoch = randomWord(), open, admit }: ChannelNodeOptions) {
    this.id = id
    this.epoch = epoch
    this.admit = admit
    const node = new RemoteNode({ id, epoch })
    this.endpoint = new Endpoint(
      node,
      open,
      event => this.hear(event),
      () => this.rest(),
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
    if (onUndelivered) this.undelivered.set(name, onUndelivered)
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
    if (this.closed) return
    this.closed = true
    this.endpoint.close()
    for (const [sync, waiter] of [...this.waiters]) {
      this.settled(sync, waiter, { type: 'lost', node: this.id, outcome: 'unknown' })
    }
    this.rest()
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
    const waits = guards.flatMap(({ channel, direction }) => this.admit?.(channel, direction) ?? [])
    return waits.length === 0 ? undefined : Promise.all(waits)
  }

  /** Offers guards whose values are packed. Throws what the link throws for a value. @internal */
  offer(guards: readonly RemoteGuard[], options: SyncOptions, waiter: Waiter): void {
    if (this.closed) {
      const { channel, direction } = guards[0]!
      throw new NodeClosedError(this.site(channel, direction), this.id)
    }
    this.beginning = waiter
    this.endpoint.begin(guards, options, this.begun)
  }

  private readonly begun = (sync: SyncId): void => {
    const waiter = this.beginning!
    this.beginning = null
    this.waiters.set(sync, waiter)
    waiter.begun(sync)
  }

  /** Ends an operation for a local event; false while a home has claimed it. @internal */
  chooseLocal(sync: SyncId): boolean {
    if (!this.endpoint.node.chooseLocal(sync)) return false
    this.forget(sync)
    // The homes are told when the local commit that this is part of is over.
    void Promise.resolve().then(() => this.endpoint.act(() => {}))
    return true
  }

  /** Runs when the step of the protocol that is under way is over. @internal */
  later(task: () => void): void {
    this.second.push(task)
  }

  /** @internal */
  site(address: ChannelAddress, direction: Direction): Site {
    return { address, direction, process: ports.currentName() }
  }

  /** @internal */
  pack(value: unknown, transfer?: readonly unknown[]): unknown {
    return pack(value, transfer, end =>
      end instanceof RemoteReader || end instanceof RemoteWriter
        ? end.state.described()
        : undefined,
    )
  }

  /** @internal */
  unpack(value: unknown): unknown {
    return unpack(value, (direction, home, name, lease) => {
      const address = { home, name }
      // A lease is held by the node where its end is: if that node dies, the lease retires.
      if (lease !== null) this.endpoint.act(node => node.lease(address, direction, lease))
      return direction === 'read'
        ? new RemoteReader(this, address, lease)
        : new RemoteWriter(this, address, lease)
    })
  }

  /** A cause that travels with poison: as a copy if it can be copied, else as its message. @internal */
  portable(cause: unknown): TravellingCause | undefined {
    if (cause === undefined) return undefined
    return this.causes.depart(cause, original => {
      try {
        return this.endpoint.encode(this.pack(original))
      } catch {
        const message = original instanceof Error ? original.message : String(original)
        return this.endpoint.encode(this.pack(new Error(message)))
      }
    })
  }

  /** Of a lease or a failure; unique for ever. @internal */
  newName(): string {
    return `${this.id}:${this.epoch}:${++this.names}`
  }

  // ------------------------------------------------------------------ events

  private hear(event: RemoteEvent): void {
    switch (event.type) {
      case 'claimed':
        this.waiters.get(event.sync)?.claimed()
        break
      case 'released':
        this.waiters.get(event.sync)?.released()
        break
      case 'settled': {
        const waiter = this.waiters.get(event.sync)
        if (waiter) this.settled(event.sync, waiter, event.outcome)
        break
      }
      case 'undelivered': {
        const tell = this.undelivered.get(event.channel)
        if (tell) {
          const { value, outcome } = event
          this.second.push(() => tell(this.unpack(value) as never, outcome as never))
        }
        break
      }
      case 'channel-ended':
        break
    }
  }

  private settled(sync: SyncId, waiter: Waiter, outcome: Outcome): void {
    this.forget(sync)
    waiter.unlink()
    this.second.push({ waiter, outcome })
  }

  private settle({ waiter, outcome }: Settled): void {
    if (outcome.type === 'received' && Array.isArray(outcome.value)) {
      waiter.settle({ ...outcome, value: this.unpack(outcome.value) })
    } else if (outcome.type === 'ended') waiter.settle(this.withCause(outcome))
    else waiter.settle(outcome)
  }

  private withCause(outcome: Outcome & { readonly type: 'ended' }): Outcome {
    const { ending } = outcome
    if (ending.type !== 'poisoned' || ending.cause === undefined) return outcome
    const cause = this.causes.arrive(ending.cause as TravellingCause, copy =>
      this.unpack(this.endpoint.decode(copy)),
    )
    return { ...outcome, ending: { type: 'poisoned', cause } }
  }

  private forget(sync: SyncId): void {
    this.waiters.delete(sync)
  }

  private rest(): void {
    // What a task begins may end at once: it is told after those that stand here already.
    if (this.resting) return
    this.resting = true
    for (let i = 0; i < this.second.length; i++) {
      const task = this.second[i]!
      if (typeof task !== 'function') this.settle(task)
      else this.attempt(task)
    }
    if (this.second.length > 0) this.second = []
    this.resting = false
  }

  private attempt(task: () => void): void {
    try {
      task()
    } catch (error) {
      // From `onUndelivered`: nobody can catch it here, so it is as loud as any error that nobody handles.
      void Promise.reject(error)
    }
  }
}

interface Settled {
  readonly waiter: Waiter
  readonly outcome: Outcome
}

/** What the home needs to know of a buffer: its storage is the home's own. */
function placed(buffer: BufferPolicy | undefined): RemoteBuffer | null {
  if (buffer === undefined) return null
  const { kind, capacity } = buffer
  return kind === 'unbounded' ? { kind } : { kind, capacity }
}

function randomWord(): string {
  return Math.random().toString(36).slice(2, 10) + Date.now().toString(36)
}
