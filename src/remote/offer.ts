/**
 * What waits at a home: one *offering* for each sync, with one *offer* for each of its guards here.
 *
 * An offer stands in a doubly linked queue through its own fields, so withdrawing it costs the same however
 * many wait. While a home tries to match an offering, all its offers are *set aside*, that is out of their
 * queues; if the attempt fails they return to the places that they had, by order of arrival.
 */

import type { HomeChannel } from './home-channel.ts'
import type { Direction, MatchId, NodeId, SyncId } from './identity.ts'
import type { Ending } from './outcome.ts'

export interface Offer {
  readonly offering: Offering
  readonly channel: HomeChannel
  readonly guard: number
  readonly direction: Direction
  readonly value: unknown
  readonly queue: OfferQueue
  /** Counts up over all offers of a home. */
  readonly arrival: number
  queued: boolean
  previous: Offer | null
  next: Offer | null
}

export interface Offering {
  readonly sync: SyncId
  /** The party's node. For a buffered value, the node that wrote it. */
  readonly node: NodeId
  readonly lane: number
  /** The home may commit it without asking: it holds all guards, or the value is its own. */
  readonly alone: boolean
  /** A value in a buffer: it offers itself to readers, and nobody waits for the answer. */
  readonly stored: boolean
  readonly offers: Offer[]
  attempt: Attempt | null
  /** What to answer if the attempt in progress fails. A match, once made, wins over both. */
  pending: Pending | null
  /** Withdrawn, committed, ended or dead: none of its offers is in any queue, nor will be again. */
  gone: boolean
}

export type Pending =
  | { readonly type: 'cancelled' }
  | { readonly type: 'ended'; readonly guard: number; readonly ending: Ending }

/** A home's attempt to join a writer and a reader or, with `reader` null, to store a value in a buffer. */
export interface Attempt {
  readonly match: MatchId
  readonly writer: Offer
  readonly reader: Offer | null
  /** Still to be claimed, in claim order. */
  readonly unasked: Offering[]
  /** Claimed, and the claim not answered. */
  asked: Offering | null
  readonly held: Offering[]
  /** A party has to be asked, so the offers may come back. */
  readonly mayFail: boolean
  /** The value is on its way to the reader, which alone now decides. */
  committing: boolean
}

export class OfferQueue {
  first: Offer | null = null
  private last: Offer | null = null

  /** The first offer of another sync: an operation never meets itself. Test: 'self match'. */
  firstFromOther(offering: Offering): Offer | null {
    let offer = this.first
    while (offer?.offering === offering) offer = offer.next
    return offer
  }

  append(offer: Offer): void {
    this.insert(offer, this.last)
  }

  /** Puts an offer back where it stood. Few have returned before it, so it is looked for from the front. */
  restore(offer: Offer): void {
    let previous: Offer | null = null
    let next = this.first
    while (next && next.arrival < offer.arrival) {
      previous = next
      next = next.next
    }
    this.insert(offer, previous)
  }

  remove(offer: Offer): void {
    if (!offer.queued) return
    if (offer.previous) offer.previous.next = offer.next
    else this.first = offer.next
    if (offer.next) offer.next.previous = offer.previous
    else this.last = offer.previous
    offer.previous = null
    offer.next = null
    offer.queued = false
  }

  private insert(offer: Offer, previous: Offer | null): void {
    const next = previous ? previous.next : this.first
    offer.previous = previous
    offer.next = next
    if (previous) previous.next = offer
    else this.first = offer
    if (next) next.previous = offer
    else this.last = offer
    offer.queued = true
  }
}
