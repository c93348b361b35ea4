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

// A list is known by its head alone, which its owner keeps in a field: an object for each of the two queues of a channel
// would be one more place in memory to go to at every communication. Its tail is the `previous` of its head: a field for
// that would be one more old object that is made to refer to a new one, for which the collector has to be told, each
// time that somebody waits. Each of these answers the head of the list as it is then.

/** Puts an offer behind all others. */
export function append(head: Offer | null, offer: Offer): Offer {
  if (head === null) {
    offer.previous = offer
    return offer
  }
  const tail = head.previous as Offer
  tail.next = offer
  offer.previous = tail
  head.previous = offer
  return head
}

/** Takes the head out: what nearly every commit does. */
export function shift(head: Offer): Offer | null {
  const { next } = head
  if (next !== null) {
    next.previous = head.previous
    head.next = null
  }
  head.previous = null
  head.place = null
  return next
}

/** Takes out an offer that stands in the list. */
export function remove(head: Offer | null, offer: Offer): Offer | null {
  const { previous, next } = offer
  const first = offer === head ? next : head
  if (first === head) (previous as Offer).next = next
  // Behind the last one comes the head, which knows who is last.
  const follower = next ?? first
  if (follower !== null) follower.previous = previous
  offer.previous = null
  offer.next = null
  offer.place = null
  return first
}

/** Puts an offer that stands in the list at its head, for the checker to choose it. */
export function promote(head: Offer | null, offer: Offer): Offer {
  const { place } = offer
  const rest = remove(head, offer)
  offer.place = place
  offer.next = rest
  offer.previous = rest?.previous ?? offer
  if (rest !== null) rest.previous = offer
  return offer
}

/** A list that several share, as those who wait for one crew do. */
export interface Queue {
  head: Offer | null
}

/** The offers of a list, first come first. */
export function* standing(head: Offer | null): Generator<Offer, undefined> {
  for (let offer = head; offer !== null; offer = offer.next) yield offer
}

// Only offers of selections can be passed over, so the two searches below end at the first plain one.

/** The first writer that a reader can meet on behalf of this selection, or of none. */
export function firstWriter(head: Offer | null, selection: object | null): Offer | null {
  let writer = head
  while (writer !== null && writer.selection !== null && writer.selection === selection)
    writer = writer.next
  return writer
}

/** The first reader that a writer can meet on behalf of this selection, of none, or while it is itself `EXTENDED`. */
export function firstReader(head: Offer | null, selection: object | null): Offer | null {
  let reader = head
  while (reader !== null && reader.selection !== null) {
    // An extended reader keeps its turn: it will be met when the writer has parked.
    if (reader.selection === EXTENDED) return selection === EXTENDED ? reader : null
    if (reader.selection !== selection) return reader
    reader = reader.next
  }
  return reader
}
