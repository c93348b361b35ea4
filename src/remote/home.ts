/**
 * The home of channels: what arrives from parties, and what becomes of it when nodes die.
 *
 * A home decides nothing alone except for syncs that offered all their guards here (`alone`). Everything
 * that it holds about a party is a copy; the party's own word counts.
 *
 * Lessons from simulation, kept here:
 * - All guards of a sync at one home come in ONE offer. In two, the first may be matched and finished before
 *   the second arrives, which then offers an operation that is over. Test: 'offer split' in mutants.test.ts.
 * - On the death of a node, ALL its offers are dropped before any attempt is aborted: the abort matches
 *   again, and must not pick a dead party. Test: 'abort before drop' in mutants.test.ts.
 */
import { Arbiter } from './arbiter.ts'
import { HomeChannel, type RemoteBuffer } from './home-channel.ts'
import { type Direction, isOf, type NodeId, type SyncId } from './identity.ts'
import type { OfferMessage, ToHome } from './message.ts'
import type { Offering } from './offer.ts'
import type { Ending } from './outcome.ts'

export class Home extends Arbiter {
  protected readonly channels = new Map<string, HomeChannel>()

  /** Throws an Error when the home already has a channel of that name. */
  createChannel(name: string, buffer: RemoteBuffer | null = null): void {
    if (this.channels.has(name)) {
      throw new Error(`node '${this.mailbox.self}' already is the home of a channel '${name}'`)
    }
    this.channels.set(name, new HomeChannel(name, buffer))
  }

  /**
   * Poisons and forgets a channel. Its name may be used again.
   * Addresses that are still about then mean the new channel.
   */
  removeChannel(name: string): void {
    const channel = this.channels.get(name)
    if (!channel) return
    this.endChannel(channel, { type: 'absent' })
    this.channels.delete(name)
  }

  receive(from: NodeId, message: ToHome): void {
    // A node speaks for its own operations only: links say truly who sends, and rights depend on it.
    if ('sync' in message && !isOf(message.sync, from)) return
    switch (message.type) {
      case 'offer':
        this.offer(from, message)
        break
      case 'granted':
        this.granted(from, message.match, message.sync)
        break
      case 'gone':
        this.gone(message.match, message.sync)
        break
      case 'acknowledged':
        this.acknowledged(message.match, message.sync)
        break
      case 'withdrawn':
        this.withdrawn(message.sync)
        break
      case 'cancel':
        this.cancel(message.sync)
        break
      case 'poison':
        this.poison(message.channel, message.cause)
        break
      case 'close':
        this.close(message.channel, message.side)
        break
      case 'lease':
        this.channels.get(message.channel)?.leases[message.side].hold(message.lease, from)
        break
      case 'retire':
        this.retire(message.channel, message.side, message.lease)
        break
    }
  }

  protected offer(from: NodeId, { sync, alone, lane, guards }: OfferMessage): void {
    if (this.offerings.has(sync)) return
    const offering: Offering = {
      sync,
      node: from,
      lane,
      alone,
      stored: false,
      offers: [],
      attempt: null,
      pending: null,
      gone: false,
    }
    this.offerings.set(sync, offering)
    // In the order of the guards: the first that is ready decides, and an ended channel counts as ready.
    for (const { channel: name, guard, direction, value } of guards) {
      const channel = this.channels.get(name)
      const ending: Ending | null = channel ? channel.refusal(direction) : { type: 'absent' }
      if (ending) {
        offering.pending ??= { type: 'ended', guard, ending }
        if (!offering.attempt) {
          this.answer(offering)
          return
        }
      } else if (channel) {
        this.enqueue(offering, channel, guard, direction, value)
        if (!offering.attempt) this.match(channel)
        if (offering.gone) return
      }
    }
  }

  /**
   * The party has ended this sync elsewhere, or given it up. So it would answer `gone` to an attempt in progress,
   * which fails now: a reader that has left by then answers nothing, and its writer would be told `unknown` of a
   * value that nobody took. Only the writer of a value that is with its reader has no more to say.
   */
  private withdrawn(sync: SyncId): void {
    const offering = this.offerings.get(sync)
    if (!offering) return
    const { attempt } = offering
    this.drop(offering)
    const isWithReader = attempt?.committing && attempt.writer.offering === offering
    if (attempt && !isWithReader) this.abort(attempt)
  }

  /** From the party of an `alone` sync, which may not end it by itself since the home commits unasked. */
  private cancel(sync: SyncId): void {
    const offering = this.offerings.get(sync)
    if (!offering) return
    offering.pending ??= { type: 'cancelled' }
    if (!offering.attempt) this.answer(offering)
  }

  private poison(name: string, cause: unknown): void {
    const channel = this.channels.get(name)
    if (!channel) return
    this.endChannel(
      channel,
      cause === undefined ? { type: 'poisoned' } : { type: 'poisoned', cause },
    )
  }

  private close(name: string, side: Direction): void {
    const channel = this.channels.get(name)
    if (!channel || channel.ending) return
    if (side === 'read') this.endChannel(channel, { type: 'closed', by: 'reader' })
    else {
      channel.draining = true
      this.endIfDrained(channel)
    }
  }

  /** The last lease of a side to retire closes the channel from that side. */
  private retire(name: string, side: Direction, lease: string): void {
    if (this.channels.get(name)?.leases[side].retire(lease)) this.close(name, side)
  }

  nodeDown(node: NodeId): void {
    this.dropOffersOf(node)
    for (const attempt of this.attempts.values()) {
      const { writer, reader, committing } = attempt
      const readerDied = reader?.offering.node === node
      const writerDied = writer.offering.node === node && !writer.offering.stored
      if (committing && readerDied) this.lose(attempt, node)
      else if (!committing && (readerDied || writerDied)) this.abort(attempt)
    }
    for (const [name, { leases }] of this.channels) {
      if (leases.write.nodeDown(node)) this.close(name, 'write')
      if (leases.read.nodeDown(node)) this.close(name, 'read')
    }
  }

  /** All are out before any channel is found drained: that answers who is left, and must not answer the dead. */
  protected dropOffersOf(node: NodeId): void {
    const offerings = this.offerings.values().filter(offering => offering.node === node)
    for (const offering of offerings) this.remove(offering)
    for (const offering of offerings) this.endDrained(offering)
  }
}
