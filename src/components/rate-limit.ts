/**
 * Lets values pass at a bounded rate.
 */
import { show } from '../core/errors.ts'
import { ports } from '../core/ports.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, sleep, write } from '../fiber/index.ts'
import { checkedCount, checkedOptions } from './checked.ts'
import { component } from './component.ts'

/** A token bucket. */
export interface RateLimitOptions {
  /** How many values may pass in `per` milliseconds, on average. */
  readonly count: number
  /** Milliseconds. */
  readonly per: number
  /** How many may follow each other at once after a pause, or a late timer: the size of the bucket; 1 if left out. */
  readonly burst?: number
}

/**
 * A token bucket: `count` tokens drop into it every `per` milliseconds, evenly, it holds `burst` of them, and
 * each value that passes takes one out. Starts full.
 *
 *     rateLimit(requests.reader, polite.writer, { count: 10, per: 1_000, burst: 3 })
 *
 * A token is spent when the value has been taken, not when its turn comes: a reader that was slow is not
 * flooded afterwards. Kept as one number, the time at which the bucket will be full again (the virtual
 * scheduling form of the algorithm, ITU-T I.371).
 *
 * Timers are a millisecond or two late. What drops meanwhile is not lost: the next value is due by when this one was
 * due, so the rate is kept. Of what drops only so much stays that no more than `burst` follow each other at once, so
 * with intervals shorter than timers are late, let `burst` last for five milliseconds,
 * { count: 5_000, per: 1_000, burst: 25 }.
 *
 * Law: in any stretch of t milliseconds at most `burst` + t · `count` / `per` values pass, less than one more where the
 * timer before it was late; from the first value on, and at once, never more. Order is kept.
 */
export const rateLimit = component(function* rateLimit<T>(
  input: Reader<T>,
  output: Writer<T>,
  options: RateLimitOptions,
) {
  const form = 'rateLimit(input, output, { count: 10, per: 1_000, burst: 3 })'
  const { count, per, burst = 1 } = checkedOptions(options, form)
  if (!(count > 0 && per > 0))
    throw new RangeError(`a rate is above zero, not ${show(count)} per ${show(per)} ms: ${form}`)
  checkedCount(burst, 'a burst', form)
  const interval = per / count
  const allowance = (burst - 1) * interval
  for (let full = -Infinity; ; ) {
    const value = yield* read(input)
    const delay = full - allowance - ports.clock.now()
    if (delay > 0) yield* sleep(delay)
    const late = delay > 0 ? kept(ports.clock.now() - full, interval) : 0
    yield* write(output, value)
    full = Math.max(full, ports.clock.now() - late) + interval
  }
})

/**
 * Of the time that a timer was late, beyond what the bucket holds, the part that the next value is due earlier by: what
 * is left of whole intervals, each of which would let one more pass at once.
 */
function kept(late: number, interval: number): number {
  // Within rounding of a whole interval it is one.
  const whole = Math.floor(late / interval + 1e-9)
  return Math.max(0, late - Math.max(0, whole) * interval)
}
