import { Home } from './home.ts'
import type { RemoteBuffer } from './home-channel.ts'
import {
  type ChannelAddress,
  checkNodeId,
  type Direction,
  type NodeId,
  type SyncId,
} from './identity.ts'
import { Mailbox } from './mailbox.ts'
import type { Envelope, Message, ToHome, ToParty } from './message.ts'
import type { RemoteEvent } from './outcome.ts'
import { Party } from './party.ts'
import type { RemoteGuard, SyncOptions } from './sync.ts'

export interface RemoteNodeOptions {
  readonly id: NodeId
  /** Different for every incarnation of the name: a random word, or a count that survives restarts. */
  readonly epoch: string
}

/** The two halves of a node, so that a test can put a broken one in their place. */
export interface Roles {
  readonly home: new (mailbox: Mailbox, epoch: string) => Home
  readonly party: new (mailbox: Mailbox, epoch: string) => Party
}

/**
 * A node: the home of some channels and the party of its own operations on channels anywhere.
 *
 * Pure: a step is one call of `receive`, `nodeDown` or an operation; what follows from it stands in the
 * mailbox, to be fetched with `takeOutbox` and `takeEvents`. The driver must keep the order of messages
 * between two nodes and call `nodeDown` only when every message of the dead peer that will ever arrive has
 * been received; afterwards messages to and from that name belong to a new acquaintance.
 */
export class RemoteNode {
  readonly id: NodeId
  protected readonly mailbox: Mailbox
  protected readonly home: Home
  protected readonly party: Party

  constructor({ id, epoch }: RemoteNodeOptions, roles: Roles = { home: Home, party: Party }) {
    checkNodeId(id)
    checkNodeId(epoch)
    this.id = id
    this.mailbox = new Mailbox(id)
    this.home = new roles.home(this.mailbox, epoch)
    this.party = new roles.party(this.mailbox, epoch)
  }

  /** Makes this node the home of a new channel. */
  createChannel(name: string, buffer: RemoteBuffer | null = null): ChannelAddress {
    this.home.createChannel(name, buffer)
    return { home: this.id, name }
  }

  removeChannel(name: string): void {
    this.home.removeChannel(name)
    this.settle()
  }

  /** @param owner stands in the events of the operation; the protocol does not look at it */
  begin(guards: readonly RemoteGuard[], options?: SyncOptions, owner?: unknown): SyncId {
    const sync = this.party.begin(guards, options, owner)
    this.settle()
    return sync
  }

  cancel(sync: SyncId): void {
    this.party.cancel(sync)
    this.settle()
  }

  /**
   * Only the party is told now, the homes when the outbox is taken: a local rendezvous calls this between its
   * two halves, and what homes of this node would do then could reach into it.
   */
  chooseLocal(sync: SyncId): boolean {
    return this.party.chooseLocal(sync)
  }

  complete(sync: SyncId): void {
    this.party.complete(sync)
    this.settle()
  }

  poison({ home, name }: ChannelAddress, cause?: unknown): void {
    this.send(home, { type: 'poison', channel: name, cause })
  }

  /** `side` is the side that has finished: the writers, and what they offered drains; or the readers. */
  close({ home, name }: ChannelAddress, side: Direction): void {
    this.send(home, { type: 'close', channel: name, side })
  }

  /** Counts an end, or takes over one that came from another node. The name is unique for ever. */
  lease({ home, name }: ChannelAddress, side: Direction, lease: string): void {
    this.send(home, { type: 'lease', channel: name, side, lease })
  }

  retire({ home, name }: ChannelAddress, side: Direction, lease: string): void {
    this.send(home, { type: 'retire', channel: name, side, lease })
  }

  /** Ends every operation of this node: to the others it is dead, so what became of a write it cannot know. */
  leave(): void {
    this.party.leave()
    this.settle()
  }

  receive(from: NodeId, message: Message): void {
    this.dispatch(from, message)
    this.settle()
  }

  /** `reached: false` says that no message of ours ever arrived there, so nothing can have happened. */
  nodeDown(peer: NodeId, reached = true): void {
    this.home.nodeDown(peer)
    this.party.nodeDown(peer, reached)
    this.settle()
  }

  /** The peer is silent for longer than an operation may wait, and not yet dead. */
  giveUp(peer: NodeId, reached = true): void {
    this.party.giveUp(peer, reached)
    this.settle()
  }

  takeOutbox(): Envelope[] {
    this.settle()
    const { outbox } = this.mailbox
    if (outbox.length === 0) return outbox
    this.mailbox.outbox = []
    return outbox
  }

  takeEvents(): RemoteEvent[] {
    const { events } = this.mailbox
    if (events.length === 0) return events
    this.mailbox.events = []
    return events
  }

  private send(to: NodeId, message: Message): void {
    this.mailbox.send(to, message)
    this.settle()
  }

  /** What a node says to itself is part of the same step: a link to itself could not be cut. */
  private settle(): void {
    const { mailbox } = this
    while (mailbox.local.length > 0) {
      const messages = mailbox.local
      mailbox.local = []
      for (const message of messages) this.dispatch(this.id, message)
    }
  }

  private dispatch(from: NodeId, message: Message): void {
    if (isForParty(message)) this.party.receive(from, message)
    else this.home.receive(from, message)
  }
}

function isForParty(message: ToHome | ToParty): message is ToParty {
  switch (message.type) {
    case 'claim':
    case 'commit':
    case 'release':
    case 'taken':
    case 'confirm':
    case 'unknown':
    case 'cancelled':
    case 'ended':
      return true
    default:
      return false
  }
}
