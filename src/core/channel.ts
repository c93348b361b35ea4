/**
 * The channel: a generic any-to-any rendezvous with queued offers, after aPyCSP (CPA 2018).
 *
 * On one event loop a channel needs no lock: an operation either meets its partner at once or queues, and
 * every step below is atomic, since nothing here calls user code or waits. The core below is untyped; the
 * ends, in `reader.ts` and `writer.ts`, carry the types.
 *
 *             close()              drained
 *    open ───────────────▶ draining ────────▶ closed          reader.close() goes from open or
 *      │                      │                                draining to closed at once
 *      └──────── poison() ────┴────────────▶ poisoned
 *
 * Invariants, each with a property test of its name (test/laws/):
 *  1. Both queues of an unbuffered channel hold offers only if every pair belongs to the same selection.
 *  2. A party leaves the waiting state exactly once; then none of its offers is in any queue.
 *  3. A value written is read exactly once, or its writer is told that it was not, or, once buffered, it goes
 *     to onUndelivered exactly once.
 *  4. An ended channel has empty queues.
 *  5. Values from one writer to one reader arrive in order.
 *  6. User code never runs between the two halves of a commit.
 */

import { budget } from './budget.ts'
import type { Buffer, BufferPolicy } from './buffer.ts'
import { type ChannelState, CLOSED, DRAINING, OPEN, POISONED } from './channel-state.ts'
import { endError } from './end-error.ts'
import type { EndName } from './errors.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import {
  append,
  EXTENDED,
  type ExtendedOffer,
  firstReader,
  firstWriter,
  type Offer,
  shift,
} from './queue.ts'

export { CLOSED, DRAINING, OPEN, POISONED, RETIRED } from './channel-state.ts'

/** Tells the tracer of a party that waits here alone; a selection tells it once, for all its cases. */
function traceParked(offer: Offer, core: ChannelCore, end: EndName): void {
  if (ports.tracer !== null && (offer.selection === null || offer.selection === EXTENDED))
    ports.tracer.parked(offer, core, end)
}

/** Told of each channel that has ended or begun to, once somebody has asked (`onEnding`). */
export const endings: { tell: ((core: ChannelCore) => void) | null } = { tell: null }

/** How many leases there are of each end. */
export type Leases = Record<EndName, number>

let unnamed = 0

export class ChannelCore {
  // What every communication looks at comes first, so that it lies in one line of the cache.
  state: ChannelState = OPEN
  readonly buffer: Buffer | null = null
  /** Who waits to read, first come first: the head of a list. */
  readers: Offer | null = null
  /** Who waits to write. */
  writers: Offer | null = null
  /** Which side closed the channel. */
  closedBy: EndName = 'writer'
  /** The cause of the poison, if it had one. */
  cause: unknown = undefined
  /** Leases not yet retired, from the first one on; the last one to retire closes its side. */
  leases: Leases | null = null
  /** The name, or a number instead. */
  private readonly label: string | number

  constructor(label: string | undefined, policy: BufferPolicy | undefined) {
    this.label = label ?? ++unnamed
    if (policy !== undefined) this.buffer = policy.storage(this.name)
  }

  get name(): string {
    const { label } = this
    return typeof label === 'string' ? label : `channel ${label}`
  }

  /** The first who waits at this end. */
  waiting(end: EndName): Offer | null {
    return end === 'reader' ? this.readers : this.writers
  }

  // ------------------------------------------------------------------ matching

  /**
   * Tries to read without waiting: the value, or NONE.
   * `selection` is the selection on whose behalf this happens, which must not meet itself. Under the checker a plain
   * operation always parks, and a selection that polls tries the partner chosen for it.
   */
  pollRead(selection: object | null): unknown {
    if (ports.choice !== null && (selection === null || !ports.choice.trying(this, 'writer')))
      return NONE
    return this.takeNow(selection)
  }

  takeNow(selection: object | null): unknown {
    if (this.buffer !== null) return this.buffer.takeFor(this, null)
    const writer = this.writers
    if (writer === null) return NONE
    if (writer.selection !== null) return this.takeFromSelection(selection)
    const value = writer.value
    this.writers = shift(writer)
    this.committed(writer, null)
    writer.deliver(undefined)
    return value
  }

  private takeFromSelection(selection: object | null): unknown {
    const writer = firstWriter(this.writers, selection)
    if (writer === null) return NONE
    const value = writer.value
    this.commit(writer, null)
    writer.deliver(undefined)
    return value
  }

  /** Tries to write without waiting: whether the value was taken. The channel must be open. */
  pollWrite(value: unknown, selection: object | null): boolean {
    if (ports.choice !== null && (selection === null || !ports.choice.trying(this, 'reader')))
      return false
    if (this.buffer !== null) return this.buffer.putFor(this, value, null)
    const reader = this.readers
    if (reader === null) return false
    if (reader.selection !== null) return this.give(value, null, selection)
    this.readers = shift(reader)
    this.committed(null, reader, value)
    reader.deliver(value)
    return true
  }

  /** `tryWrite`: like a poll, but an extended reader is served too, for no writer stays behind. */
  putNow(value: unknown): boolean {
    if (this.buffer !== null) return this.buffer.putFor(this, value, null)
    return this.give(value, null, EXTENDED)
  }

  /**
   * Gives a value of `writer` (null: the running process) to the first reader that it can meet on behalf of this
   * selection, of none, or, where it does not stay behind, as `EXTENDED`.
   */
  give(value: unknown, writer: Offer | null, selection: object | null): boolean {
    const reader = firstReader(this.readers, selection)
    if (reader === null) return false
    this.commit(writer, reader, value)
    reader.deliver(value)
    return true
  }

  /** Puts an offer to write into its queue. An extended reader that waits takes it from there. */
  parkWriter(offer: Offer): void {
    this.writers = append(this.writers, offer)
    traceParked(offer, this, 'writer')
    if (ports.choice !== null) ports.choice.offered(this, 'writer', offer)
    else if (this.readers !== null && this.readers.selection === EXTENDED)
      this.meetExtended(this.readers as ExtendedOffer, offer)
  }

  parkReader(offer: Offer): void {
    this.readers = append(this.readers, offer)
    traceParked(offer, this, 'reader')
    if (ports.choice !== null) ports.choice.offered(this, 'reader', offer)
  }

  /** Joins an extended reader with a writer: both leave their queues, only the reader is told. */
  meetExtended(reader: ExtendedOffer, writer: Offer): void {
    const value = writer.value
    this.commit(writer, reader)
    reader.meet(value, writer)
  }

  /** Takes the first waiting writer out of its queue, for a reader that tells it later. */
  claimWriter(): Offer | null {
    if (ports.choice !== null) return null
    const writer = firstWriter(this.writers, null)
    if (writer !== null) this.commit(writer, null)
    return writer
  }

  /**
   * The first half of a commit: takes the parties out of every queue. The caller tells them.
   * `null` is the process that is running, which has no offer in a queue: `value` is what it writes.
   */
  commit(writer: Offer | null, reader: Offer | null, value?: unknown): void {
    if (writer !== null) writer.withdraw()
    if (reader !== null) reader.withdraw()
    this.committed(writer, reader, value)
  }

  private committed(writer: Offer | null, reader: Offer | null, value?: unknown): void {
    if (ports.tracer !== null)
      ports.tracer.rendezvous(this, writer, reader, writer === null ? value : writer.value)
    if (this.state === DRAINING) this.drained()
    if (--budget.remaining === 0) budget.check()
  }

  // ------------------------------------------------------------------ ending

  /** What a read raises now, or null while it may wait. */
  readError(): Error | null {
    return this.state <= DRAINING ? null : this.endError('reader')
  }

  /** What a write raises now, or null while it may wait. */
  writeError(): Error | null {
    return this.state === OPEN ? null : this.endError('writer')
  }

  /** The writing side says that nothing more will come: what was offered or buffered is still read. */
  close(): void {
    ports.choice?.touched(this, 'exclusive')
    if (this.state !== OPEN) return
    this.state = DRAINING
    this.closedBy = 'writer'
    ports.tracer?.closed(this, 'writer')
    endings.tell?.(this)
    this.drained()
  }

  /** The reading side says that it takes nothing more: waiting writers are told, the buffer is undelivered. */
  closeReading(): void {
    ports.choice?.touched(this, 'exclusive')
    if (this.state >= CLOSED) return
    this.closedBy = 'reader'
    ports.tracer?.closed(this, 'reader')
    this.end(CLOSED)
  }

  /** Ends the channel at once, from either end; the first cause wins. */
  poison(cause: unknown): void {
    ports.choice?.touched(this, 'exclusive')
    if (this.state >= CLOSED) return
    this.cause = cause
    ports.tracer?.poisoned(this, cause)
    this.end(POISONED)
  }

  /** To be called whenever a draining channel may have given its last value. */
  drained(): void {
    if (this.state !== DRAINING || this.writers !== null) return
    if (this.buffer === null || this.buffer.size === 0) this.end(CLOSED)
  }

  private end(state: typeof CLOSED | typeof POISONED): void {
    ports.choice?.touched(this, 'exclusive')
    this.state = state
    // One error for all that waited: a stack of its own for each of a million parked processes would take longer than
    // the rest of their lives together.
    if (this.readers !== null) this.failAll('reader', this.endError('reader'))
    if (this.writers !== null) this.failAll('writer', this.endError('writer'))
    endings.tell?.(this)
    // Last, when every party has been told.
    this.buffer?.abandon()
  }

  /** Takes everybody out who waits at this end, and tells them this error. */
  private failAll(end: EndName, error: Error): void {
    for (let offer = this.waiting(end); offer !== null; offer = this.waiting(end)) {
      offer.withdraw()
      offer.fail(error)
    }
  }

  private endError(end: EndName): Error {
    ports.choice?.touched(this, 'shared')
    return endError(this, end)
  }
}
