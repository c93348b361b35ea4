/**
 * The two queues of a channel, and what stands in them.
 *
 * What queues is an offer. It belongs to a party: an asynchronous operation or a fiber is a party and its
 * only offer in one object; a selection is a party with one offer for each case. Queues are intrusive and
 * doubly linked, so withdrawing costs the same wherever the offer stands (aPyCSP rebuilds the queue, which
 * costs its length for each guard that lost).
 */

/** Something a party can wait in, and be taken out of: an end of a channel, a timer, a join. */
export interface Place {
  /** Takes the offer out. Only that: a commit withdraws both parties before anything else happens. */
  withdraw(offer: Offer): void
  /** An offer that stood here is gone, and no commit of this place is under way: a channel may have drained. */
  left(): void
  /**
   * Where a party cannot simply leave: takes note of the reason, and fails the party with it once that is
   * possible. (The children of a fiber have to end first; the home of a remote channel has to answer.)
   */
  interrupt?(reason: unknown): void
}

/**
 * A queue node. Three shapes of it exist (AsyncOperation, Fiber, SelectionCase; a fourth, ExtendedRead, only
 * where it is used), so that the engine's property accesses stay inline.
 *
 * A commit takes both parties out of every queue (`withdraw`) before it tells either (`deliver`), and telling
 * only makes a process ready: no user code runs in between.
 */
export interface Offer {
  /** What a writer offers; later what a reader was given. */
  value: unknown
  previous: Offer | null
  next: Offer | null
  /** Where the offer stands, or null when its party waits for nothing. */
  place: Place | null
  /** The selection that this offer is a case of; offers of one selection never meet. */
  readonly selection: object | null
  /** Takes the whole party out of every place it waits in. */
  withdraw(): void
  /** Makes the party ready, with what it was given. The party must have been withdrawn. */
  deliver(value: unknown): void
  /** Makes the party ready, with an error to raise. The party must have been withdrawn. */
  fail(error: unknown): void
}

/** The `selection` of an extended reader's offer: it takes a writer only once that one has parked. */
export const EXTENDED = Object.freeze({})

export interface ExtendedOffer extends Offer {
  /** Gives the reader a value whose writer (already withdrawn, not yet told) stays in its write. */
  meet(value: unknown, writer: Offer | null): void
}

/**
 * A list whose tail is the `previous` of its head: a field for it would be one more old object that is made to refer to
 * a new one, for which the collector has to be told, each time that somebody waits.
 */
export class Queue {
  head: Offer | null = null

  push(offer: Offer): void {
    const { head } = this
    if (head === null) {
      offer.previous = offer
      this.head = offer
      return
    }
    const tail = head.previous as Offer
    tail.next = offer
    offer.previous = tail
    head.previous = offer
  }

  /** Takes the head out, which must be `offer`: what nearly every commit does. */
  shift(offer: Offer): void {
    const { next } = offer
    this.head = next
    if (next !== null) {
      next.previous = offer.previous
      offer.next = null
    }
    offer.previous = null
    offer.place = null
  }

  remove(offer: Offer): void {
    const { previous, next } = offer
    if (offer === this.head) this.head = next
    else (previous as Offer).next = next
    // Behind the last one comes the head, which knows who is last.
    const follower = next ?? this.head
    if (follower !== null) follower.previous = previous
    offer.previous = null
    offer.next = null
    offer.place = null
  }

  /** Takes everybody out and tells them this error. */
  fail(error: Error): void {
    for (let offer = this.head; offer !== null; offer = this.head) {
      offer.withdraw()
      offer.fail(error)
    }
  }
}

/** Puts an offer at the head of the queue that it stands in, for the checker to choose it. */
export function promote(queue: Queue, offer: Offer): void {
  const { place } = offer
  queue.remove(offer)
  offer.place = place
  const { head } = queue
  offer.next = head
  offer.previous = head?.previous ?? offer
  if (head !== null) head.previous = offer
  queue.head = offer
}

// Only offers of selections can be passed over, so the two searches below end at the first plain one.

/** The first writer that a reader can meet on behalf of this selection, or of none. */
export function firstWriter({ head }: Queue, selection: object | null): Offer | null {
  let writer = head
  while (writer !== null && writer.selection !== null && writer.selection === selection)
    writer = writer.next
  return writer
}

/** The first reader that a writer can meet on behalf of this selection, of none, or while it is itself `EXTENDED`. */
export function firstReader({ head }: Queue, selection: object | null): Offer | null {
  let reader = head
  while (reader !== null && reader.selection !== null) {
    // An extended reader keeps its turn: it will be met when the writer has parked.
    if (reader.selection === EXTENDED) return selection === EXTENDED ? reader : null
    if (reader.selection !== selection) return reader
    reader = reader.next
  }
  return reader
}
