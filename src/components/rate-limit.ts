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
 * Timers are a millisecond or two late. That never lets more values pass, but fewer do, unless the bucket holds what
 * drops into it meanwhile: with intervals of a few milliseconds and less, let `burst` last for five of them,
 * { count: 5_000, per: 1_000, burst: 25 }.
 *
 * Law: in any stretch of t milliseconds at most `burst` + t · `count` / `per` values pass; order is kept.
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
    yield* write(output, value)
    full = Math.max(full, ports.clock.now()) + interval
  }
})
