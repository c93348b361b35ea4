/**
 * How a home joins a writer and a reader: the life of an attempt.
 *
 *                  both alone, or the reader stands last in claim order
 *     (match) ---+--------------------------------------------------+
 *                | claim                                            v
 *                +------> ASKING -- granted, none left to ask --> COMMITTING -- acknowledged --> done
 *                          ^  |                                     |    |
 *                  granted +--+                                     |    +-- the reader died --> `unknown`
 *                             | gone, or a node died           gone |         to the writer
 *                             v                                     v
 *                          (abort: release what was claimed, offers return to their places, match again)
 *
 * Invariants
 * 1. Both queues of a channel hold offers only if every pair belongs to one sync or is held back by its lane.
 *    So a new offer looks at the head of the opposite queue, and matching costs the same however many wait.
 * 2. An offering is in at most one attempt, and then none of its offers is in a queue.
 * 3. Once the value is sent to a reader, nobody else gets it before that reader has said `gone`.
 * 4. Parties are claimed in one total order (`inClaimOrder`), and a claim is queued at its party, never
 *    refused for being early: no cycle of waiting.
 * Tests: simulation.test.ts checks 1, 2 and 4 at rest, the ledger 3; explore.test.ts every order of messages.
 */
import type { HomeChannel } from './home-channel.ts'
import { identifier, inClaimOrder, type MatchId, type NodeId, type SyncId } from './identity.ts'
import type { Attempt, Offer, Offering } from './offer.ts'
import { Register, sidesOf } from './register.ts'

export class Arbiter extends Register {
  private matches = 0

  /** Starts every attempt that the queues of the channel allow. First come, first served. */
  protected match(channel: HomeChannel): void {
    if (channel.ending) return
    if (channel.buffer) this.admit(channel)
    let writer = channel.writers.first
    while (writer && channel.readers.first) {
      const reader = channel.isHeldBack(writer)
        ? null
        : channel.readers.firstFromOther(writer.offering)
      if (reader) this.attempt(writer, reader)
      writer = reader ? channel.writers.first : writer.next
    }
  }

  /** Lets writers into the buffer while it has room. */
  private admit(channel: HomeChannel): void {
    let writer = channel.waiting.first
    while (writer && channel.hasRoom()) {
      const held = channel.isHeldBack(writer)
      if (!held && writer.offering.alone) this.store(writer)
      else if (!held) this.attempt(writer, null)
      writer = held ? writer.next : channel.waiting.first
    }
  }

  private attempt(writer: Offer, reader: Offer | null): void {
    const sides = reader ? [writer.offering, reader.offering] : [writer.offering]
    const unasked = sides.filter(side => !side.alone)
    if (unasked.length > 1) this.claimOrder(unasked)
    const mayFail = unasked.length > 0
    // For the reader the commit itself is the claim, when it is the last: one round trip saved.
    if (reader && unasked.at(-1) === reader.offering) unasked.pop()
    const match = identifier(this.mailbox.self, this.epoch, ++this.matches)
    const attempt: Attempt = {
      match,
      writer,
      reader,
      unasked,
      asked: null,
      held: [],
      mayFail,
      committing: false,
    }
    this.attempts.set(match, attempt)
    if (!reader) writer.channel.reserved++
    for (const side of sides) {
      side.attempt = attempt
      for (const offer of side.offers) {
        offer.queue.remove(offer)
        if (mayFail && offer.direction === 'write') offer.channel.aside.add(offer)
      }
    }
    this.advance(attempt)
  }

  protected claimOrder(offerings: Offering[]): Offering[] {
    return offerings.sort((a, b) => inClaimOrder(a.sync, b.sync))
  }

  private advance(attempt: Attempt): void {
    const { match, writer, reader } = attempt
    const next = attempt.unasked.shift()
    if (next) {
      attempt.asked = next
      const guard = next === writer.offering ? writer.guard : reader!.guard
      this.mailbox.send(next.node, { type: 'claim', match, sync: next.sync, guard })
    } else if (reader) {
      attempt.committing = true
      this.mailbox.send(reader.offering.node, {
        type: 'commit',
        match,
        sync: reader.offering.sync,
        guard: reader.guard,
        value: writer.value,
        writer: writer.offering.stored ? null : writer.offering.sync,
        writerGuard: writer.guard,
        final: reader.offering.alone || attempt.held.includes(reader.offering),
      })
    } else {
      this.finish(attempt)
      this.store(writer)
      this.rematch(attempt)
    }
  }

  protected granted(from: NodeId, match: MatchId, sync: SyncId): void {
    const attempt = this.attempts.get(match)
    if (attempt?.asked?.sync !== sync) {
      // The attempt failed while the claim was on its way or queued at the party.
      this.mailbox.send(from, { type: 'release', match, sync })
      return
    }
    attempt.held.push(attempt.asked)
    attempt.asked = null
    // Not matched yet, so a cancellation or an ending that came meanwhile still comes first.
    if (sidesOf(attempt).some(side => side.pending)) this.abort(attempt)
    else this.advance(attempt)
  }

  /** The party that was claimed, or the reader that was to take the value, has ended otherwise. */
  protected gone(match: MatchId, sync: SyncId): void {
    const attempt = this.attempts.get(match)
    if (!attempt) return
    const refused = attempt.committing ? attempt.reader!.offering : attempt.asked
    if (refused?.sync !== sync) return
    this.drop(refused)
    this.abort(attempt)
  }

  /** The reader has taken the value. */
  protected acknowledged(match: MatchId, sync: SyncId): void {
    const attempt = this.attempts.get(match)
    if (!attempt?.committing || attempt.reader?.offering.sync !== sync) return
    const { writer, reader } = attempt
    this.finish(attempt)
    this.confirm(writer, reader.offering.node, match)
    this.drop(writer.offering)
    this.drop(reader.offering)
    this.rematch(attempt)
  }

  /**
   * Tells the writer once more what the reader's own `taken` says: the reader may have died between the two
   * messages, or its link to the writer be cut. Found by simulation; test: 'confirm dropped' in
   * mutants.test.ts. Needless when reader and writer, or reader and home, live and die together; a writer at
   * the home gets no `taken` and depends on this.
   */
  protected confirm(writer: Offer, readerNode: NodeId, match: MatchId): void {
    const { node, sync, stored, gone } = writer.offering
    const { self } = this.mailbox
    if (stored || gone) return
    const readerIsClose = readerNode === self || readerNode === node
    if (readerIsClose && node !== self) return
    this.mailbox.send(node, { type: 'confirm', match, sync, guard: writer.guard })
  }

  /** Undoes an attempt that has not committed. Sides already dropped stay out. */
  protected abort(attempt: Attempt): void {
    const { match } = attempt
    this.finish(attempt)
    for (const { gone, node, sync } of attempt.held) {
      if (!gone) this.mailbox.send(node, { type: 'release', match, sync })
    }
    const sides = sidesOf(attempt).filter(side => !side.gone)
    // First back into the queues: an answer may end a channel, and must find all its offers there.
    for (const side of sides) {
      if (!side.pending) for (const offer of side.offers) offer.queue.restore(offer)
    }
    for (const side of sides) if (side.pending) this.answer(side)
    this.rematch(attempt)
  }

  /** The reader died with the value on its way: nobody can tell whether it was taken. */
  protected lose(attempt: Attempt, node: NodeId): void {
    const { match, writer } = attempt
    const { offering } = writer
    this.finish(attempt)
    if (offering.stored) this.undelivered(writer, 'unknown')
    else if (!offering.gone) {
      this.mailbox.send(offering.node, { type: 'unknown', match, sync: offering.sync, node })
    }
    this.drop(offering)
    this.rematch(attempt)
  }

  private finish(attempt: Attempt): void {
    this.attempts.delete(attempt.match)
    if (!attempt.reader) attempt.writer.channel.reserved--
    for (const side of sidesOf(attempt)) {
      side.attempt = null
      for (const offer of side.offers) offer.channel.aside.delete(offer)
    }
  }

  /** What the attempt kept from matching may match now. In the order of the guards of each side. */
  private rematch(attempt: Attempt): void {
    for (const side of sidesOf(attempt)) {
      for (const { channel } of side.offers) this.match(channel)
    }
  }
}
