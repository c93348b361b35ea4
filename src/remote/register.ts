/**
 * The register of a home: which offers stand where, how values enter buffers, and how all of it leaves when
 * operations are over and channels end. Who meets whom is `arbiter.ts`.
 *
 * Invariants
 * 1. An offering that is gone is in no queue, and never comes back.
 * 2. A channel that has ended has empty queues, and whoever stood there has been answered; an offering in an
 *    attempt is answered when the attempt fails, since a match, once made, cannot be undone by an ending.
 * 3. A stored value is taken by one reader or told as undelivered, once.
 * Tests: `faultsAtRest` in inspect.ts checks 1 and 2 after every simulated run, the ledger 3.
 */
import type { HomeChannel } from './home-channel.ts'
import type { Direction } from './identity.ts'
import type { Mailbox } from './mailbox.ts'
import type { Attempt, Offer, Offering } from './offer.ts'
import type { Ending } from './outcome.ts'
import { Table } from './table.ts'

export class Register {
  protected readonly mailbox: Mailbox
  protected readonly epoch: string
  protected readonly offerings = new Table<Offering>()
  protected readonly attempts = new Table<Attempt>()
  private arrivals = 0

  constructor(mailbox: Mailbox, epoch: string) {
    this.mailbox = mailbox
    this.epoch = epoch
  }

  /** Stores the value of a write in the buffer; the write has succeeded. */
  protected store(writer: Offer): void {
    const { channel, offering } = writer
    const { sync, node, lane } = offering
    const full = channel.isFull()
    const oldest = channel.writers.first
    if (full && channel.buffer?.kind === 'dropping') this.undelivered(writer, 'not-taken')
    else {
      const value: Offering = {
        sync,
        node,
        lane,
        alone: true,
        stored: true,
        offers: [],
        attempt: null,
        pending: null,
        gone: false,
      }
      this.enqueue(value, channel, writer.guard, 'write', writer.value)
      if (full && channel.buffer?.kind === 'sliding' && oldest) this.discard(oldest)
    }
    this.drop(offering)
    this.mailbox.send(node, { type: 'confirm', match: '', sync, guard: writer.guard })
  }

  /** Adds an offer to its offering and, unless the offering is in an attempt, to its queue. */
  protected enqueue(
    offering: Offering,
    channel: HomeChannel,
    guard: number,
    direction: Direction,
    value: unknown,
  ): void {
    const queue = offering.stored ? channel.writers : channel.queueFor(direction)
    const offer: Offer = {
      offering,
      channel,
      guard,
      direction,
      value,
      queue,
      arrival: ++this.arrivals,
      queued: false,
      previous: null,
      next: null,
    }
    offering.offers.push(offer)
    if (direction === 'write') channel.writing++
    if (offering.stored) channel.stored++
    if (!offering.attempt) queue.append(offer)
    else if (direction === 'write' && offering.attempt.mayFail) channel.aside.add(offer)
  }

  /** Takes an offering out for good. That makes no match possible, but may end the draining of a channel. */
  protected drop(offering: Offering): void {
    if (offering.gone) return
    this.remove(offering)
    this.endDrained(offering)
  }

  protected remove(offering: Offering): void {
    offering.gone = true
    if (!offering.stored) this.offerings.delete(offering.sync)
    for (const offer of offering.offers) {
      const { channel } = offer
      offer.queue.remove(offer)
      if (offer.direction === 'write') channel.writing--
      if (offering.stored) channel.stored--
    }
  }

  protected endDrained({ offers }: Offering): void {
    for (const { channel } of offers) this.endIfDrained(channel)
  }

  protected endIfDrained(channel: HomeChannel): void {
    if (channel.draining && channel.writing === 0) {
      this.endChannel(channel, { type: 'closed', by: 'writer' })
    }
  }

  /** The channel takes no more part: every offer is answered, those in an attempt if the attempt fails. */
  protected endChannel(channel: HomeChannel, ending: Ending): void {
    if (channel.ending) return
    channel.ending = ending
    for (const queue of [channel.readers, channel.writers, channel.waiting]) {
      while (queue.first) this.refuse(queue.first, ending)
    }
    for (const attempt of this.attempts.values()) {
      for (const side of sidesOf(attempt)) {
        for (const offer of side.offers) {
          if (offer.channel === channel) {
            side.pending ??= { type: 'ended', guard: offer.guard, ending }
          }
        }
      }
    }
    this.mailbox.tell({ type: 'channel-ended', channel: channel.name, ending })
  }

  private refuse(offer: Offer, ending: Ending): void {
    offer.offering.pending = { type: 'ended', guard: offer.guard, ending }
    this.answer(offer.offering)
  }

  /** Ends an offering that is in no attempt with what is pending for it. */
  protected answer(offering: Offering): void {
    const { pending, sync, node } = offering
    if (offering.stored) this.discard(offering.offers[0]!)
    else {
      this.drop(offering)
      if (pending) this.mailbox.send(node, { ...pending, sync })
    }
  }

  private discard(stored: Offer): void {
    this.undelivered(stored, 'not-taken')
    this.drop(stored.offering)
  }

  protected undelivered(offer: Offer, outcome: 'not-taken' | 'unknown'): void {
    const { channel, value } = offer
    this.mailbox.tell({ type: 'undelivered', channel: channel.name, value, outcome })
  }
}

export function sidesOf({ writer, reader }: Attempt): Offering[] {
  return reader ? [writer.offering, reader.offering] : [writer.offering]
}
