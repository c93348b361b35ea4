/**
 * A channel as its home keeps it: two queues of offers, and with a buffer a third.
 *
 *            close by a writer            nothing left to read
 *     open -------------------> draining ---------------------> closed
 *       |                          |                              ^
 *       +--------------------------+--- close by a reader --------+
 *       +--------------------------+--- poison -----------------> poisoned
 *
 * A buffered value stands in `writers` like the offer of a writer who always agrees, so readers are matched
 * with both in one way. Writers that wait for room stand in `waiting`.
 */
import type { Direction } from './identity.ts'
import { Leases } from './leases.ts'
import { type Offer, OfferQueue } from './offer.ts'
import type { Ending } from './outcome.ts'

/**
 * The buffer of a remote channel. It is at the home, so `write()` resolves when the home has *stored* the
 * value, which is not when a reader has taken it: if the home dies, stored values die with it. An unbuffered
 * channel promises more.
 */
export type RemoteBuffer =
  | { readonly kind: 'fifo' | 'sliding' | 'dropping'; readonly capacity: number }
  | { readonly kind: 'unbounded' }

export class HomeChannel {
  readonly name: string
  readonly buffer: RemoteBuffer | null
  readonly readers = new OfferQueue()
  readonly writers = new OfferQueue()
  readonly waiting = new OfferQueue()
  readonly leases = { read: new Leases(), write: new Leases() }
  /** Write offers set aside by attempts that may fail: later writes of their lane wait for them. */
  readonly aside = new Set<Offer>()
  /** Write offers that may still deliver, in a queue or set aside. Draining ends when none is left. */
  writing = 0
  /** Buffered values, those on their way to a reader included, and places reserved for claimed writers. */
  stored = 0
  reserved = 0
  draining = false
  ending: Ending | null = null

  constructor(name: string, buffer: RemoteBuffer | null) {
    if (buffer && buffer.kind !== 'unbounded' && !(buffer.capacity >= 1)) {
      throw new RangeError(
        `channel '${name}': a buffer of ${buffer.capacity} holds nothing: leave the buffer out, or give it a capacity of 1 or more`,
      )
    }
    this.name = name
    this.buffer = buffer
  }

  /** Why an operation in this direction can no longer be offered, or null. */
  refusal(direction: Direction): Ending | null {
    if (this.ending) return this.ending
    return this.draining && direction === 'write' ? { type: 'closed', by: 'writer' } : null
  }

  queueFor(direction: Direction): OfferQueue {
    if (direction === 'read') return this.readers
    return this.buffer ? this.waiting : this.writers
  }

  /** Only a fifo makes writers wait; sliding and dropping buffers part with a value instead. */
  hasRoom(): boolean {
    const { buffer } = this
    return buffer?.kind !== 'fifo' || this.stored + this.reserved < buffer.capacity
  }

  isFull(): boolean {
    const { buffer } = this
    return buffer !== null && buffer.kind !== 'unbounded' && this.stored >= buffer.capacity
  }

  /**
   * Values of one lane arrive in the order in which they were written. So while an earlier write is set
   * aside by an attempt that may fail and bring it back, the later writes of its lane are not matched.
   * Test: 'lanes ignored' in mutants.test.ts.
   */
  isHeldBack(writer: Offer): boolean {
    const { node, lane } = writer.offering
    for (const earlier of this.aside) {
      const other = earlier.offering
      if (other.node === node && other.lane === lane && earlier.arrival < writer.arrival)
        return true
    }
    return false
  }
}
