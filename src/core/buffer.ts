/**
 * Buffers: what a channel may hold between a write and its read.
 *
 * A policy is a value (`fifo(8)`) that any number of channels may share; each channel makes its own storage
 * from it. Every buffer has a bound unless it says `unbounded`. How a channel meets its parties through a buffer is
 * here as well: it comes with the first policy, and a program of rendezvous alone loads none of it.
 */
import { budget } from './budget.ts'
import type { ChannelCore } from './channel.ts'
import { DRAINING } from './channel-state.ts'
import { show } from './errors.ts'
import { inProcess } from './misuse.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import { EXTENDED, type Offer } from './queue.ts'
import { handOver } from './undelivered.ts'

/** How many values a channel holds, and what becomes of one that finds it full. */
export interface BufferPolicy {
  readonly kind: 'fifo' | 'sliding' | 'dropping' | 'unbounded'
  /** The most values it holds; Infinity for `unbounded`. */
  readonly capacity: number
  /**
   * Makes the storage of one channel.
   *
   * @throws RangeError unless the capacity is a whole number from 1: here, since the channel can be named
   * @internal
   */
  readonly storage: (channel: string) => Buffer
}

function policy(kind: BufferPolicy['kind'], capacity: number): BufferPolicy {
  const storage = (channel: string): Buffer => {
    if (kind !== 'unbounded' && (!Number.isSafeInteger(capacity) || capacity < 1))
      throw new RangeError(
        `the ${kind} buffer of channel '${channel}' holds a whole number of values from 1, ` +
          `not ${show(capacity)}: channel({ buffer: ${kind}(64) }), ` +
          `or no buffer for a rendezvous${inProcess()}`,
      )
    return new Buffer(made)
  }
  const made: BufferPolicy = Object.freeze({ kind, capacity, storage })
  return made
}

/** Holds up to `capacity` values in order; a writer waits while it is full. */
export const fifo = (capacity: number): BufferPolicy => policy('fifo', capacity)

/** Holds the newest `capacity` values; a write to a full one pushes out the oldest. Writers never wait. */
export const sliding = (capacity: number): BufferPolicy => policy('sliding', capacity)

/** Holds the oldest `capacity` values; a write to a full one is dropped. Writers never wait. */
export const dropping = (capacity: number): BufferPolicy => policy('dropping', capacity)

/** Holds whatever is written. Writers never wait, so memory is the only bound: for short bursts. */
export const unbounded = (): BufferPolicy => policy('unbounded', Infinity)

/** The storage of one channel: a ring whose size is a power of two and grows up to the capacity. */
export class Buffer {
  readonly policy: BufferPolicy
  size = 0
  /** Told of each value that will not be read. */
  onUndelivered: ((value: unknown) => void) | null = null
  private slots: unknown[] = new Array(8).fill(undefined)
  private first = 0

  constructor(policy: BufferPolicy) {
    this.policy = policy
  }

  /** Whether a writer has to wait. Sliding and dropping buffers always take a value. */
  get full(): boolean {
    return this.size >= this.policy.capacity && this.policy.kind === 'fifo'
  }

  /** Stores a value; answers the value that had no place, or NONE. */
  put(value: unknown): unknown {
    if (this.size >= this.policy.capacity) {
      if (this.policy.kind === 'dropping') return value
      const oldest = this.take()
      this.put(value)
      return oldest
    }
    if (this.size === this.slots.length) this.grow()
    this.slots[(this.first + this.size) & (this.slots.length - 1)] = value
    this.size++
    return NONE
  }

  /** The oldest value. The buffer must not be empty. */
  take(): unknown {
    const value = this.slots[this.first]
    this.slots[this.first] = undefined
    this.first = (this.first + 1) & (this.slots.length - 1)
    this.size--
    return value
  }

  /** What it holds, oldest first, for observers. */
  get values(): unknown[] {
    const { slots, first } = this
    return Array.from({ length: this.size }, (_, at) => slots[(first + at) & (slots.length - 1)])
  }

  // ------------------------------------------------------------------ matching

  /** Takes the oldest value for `reader` (null: the running process) and lets a waiting writer put its own. */
  takeFor(core: ChannelCore, reader: Offer | null): unknown {
    if (this.size === 0) return NONE
    if (reader !== null) reader.withdraw()
    const value = this.take()
    ports.tracer?.take(core, reader)
    if (--budget.remaining === 0) budget.check()
    if (ports.choice === null) this.refill(core)
    if (core.state === DRAINING) core.drained()
    return value
  }

  /** Puts a value for `writer` (null: the running process): to a waiting reader, or into the buffer. */
  putFor(core: ChannelCore, value: unknown, writer: Offer | null): boolean {
    if (ports.choice === null && core.give(value, writer, EXTENDED)) return true
    if (this.full) return false
    if (writer !== null) writer.withdraw()
    const evicted = this.put(value)
    ports.tracer?.put(core, writer, value)
    if (--budget.remaining === 0) budget.check()
    if (evicted !== NONE) handOver([evicted], this.onUndelivered)
    return true
  }

  /** Hands what it holds to the owner of the channel, oldest first. */
  abandon(): void {
    const { values } = this
    this.slots.fill(undefined)
    this.size = 0
    handOver(values, this.onUndelivered)
  }

  private refill(core: ChannelCore): void {
    const writer = core.writers
    if (writer === null || this.full) return
    writer.withdraw()
    this.put(writer.value)
    ports.tracer?.put(core, writer, writer.value)
    writer.deliver(undefined)
  }

  private grow(): void {
    const { slots, first } = this
    this.slots = [...slots.slice(first), ...slots.slice(0, first)]
    for (let free = slots.length; free > 0; free--) this.slots.push(undefined)
    this.first = 0
  }
}
