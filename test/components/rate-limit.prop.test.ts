import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimit } from '../../src/components/index.ts'
import { type Clock, ports } from '../../src/core/ports.ts'
import { channel, parallel, run, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

/** A clock whose timers ring late, by as much as it says for each. */
const lateClock = (clock: Clock, delayed: (delay: number) => number): Clock => ({
  now: () => clock.now(),
  date: () => clock.date(),
  setTimer: (delay, ring) => clock.setTimer(delayed(delay), ring),
  clearTimer: timer => clock.clearTimer(timer),
})

/** Its timers ring at whole milliseconds, and later by this many. */
const coarse =
  (lateness: number) =>
  (clock: Clock): Clock =>
    lateClock(clock, delay => Math.ceil(clock.now() + delay) + lateness - clock.now())

/** Its timers are late by these, in turn. */
const unsteady =
  (lateness: readonly number[]) =>
  (clock: Clock): Clock => {
    let timers = 0
    return lateClock(clock, delay => delay + lateness[timers++ % lateness.length]!)
  }

const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 15 })
/** The timers of the library ring at whole milliseconds: with these they are exact. */
const wholeRate = fc.record({
  count: fc.constant(1),
  per: fc.integer({ min: 1, max: 50 }),
  burst: fc.integer({ min: 1, max: 4 }),
})
const rate = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  per: fc.integer({ min: 1, max: 50 }),
  burst: fc.integer({ min: 1, max: 4 }),
})

/** Runs values through at these distances, read at those, and gives when each was read (in order). */
async function passages(
  writes: readonly number[],
  reads: readonly number[],
  options: { count: number; per: number; burst?: number },
  through?: (clock: Clock) => Clock,
) {
  const times: number[] = []
  await bubble(async b => {
    if (through) ports.clock = through(ports.clock)
    const [input, output] = [channel<number>(), channel<number>()]
    await b.run(() =>
      parallel(
        async () => {
          for (const [at, gap] of writes.entries()) {
            if (gap > 0) await sleep(gap)
            await input.writer.write(at)
          }
          input.writer.close()
        },
        rateLimit(input.reader, output.writer, options),
        async () => {
          for (let at = 0; ; at++) {
            const value = await output.reader.read()
            expect(value).toBe(at)
            times.push(b.now)
            const pause = reads[at % reads.length]!
            if (pause > 0) await sleep(pause)
          }
        },
      ),
    )
  })
  expect(times).toHaveLength(writes.length)
  return times
}

test('in any stretch of t milliseconds at most burst + t·count/per values pass', () =>
  fc.assert(
    fc.asyncProperty(gaps, gaps, wholeRate, async (writes, reads, options) => {
      const times = await passages(writes, reads, options)
      const { count, per, burst } = options
      for (const [first, from] of times.entries())
        for (const [last, to] of times.entries())
          if (last >= first)
            expect(last - first + 1).toBeLessThanOrEqual(burst + ((to - from) * count) / per + 1e-6)
    }),
    { numRuns: 200 },
  ))

test('a late timer costs nothing of the rate', async () => {
  const times = await passages(Array(20).fill(0), [0], { count: 100, per: 1_000 }, coarse(1))
  expect(times).toEqual([0, ...Array.from({ length: 19 }, (_, i) => 10 * (i + 1) + 1)])
})

const late = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 10 })

test('with late timers a busy source keeps the rate, as far as the burst reaches', () =>
  fc.assert(
    fc.asyncProperty(wholeRate, late, async (options, lateness) => {
      const { count, per, burst } = options
      const interval = per / count
      const within = lateness.map(by => by % (burst * interval))
      const times = await passages(Array(40).fill(0), [0], options, unsteady(within))
      // By its own timer a value may be late, but not by those before it.
      for (const [at, time] of times.entries()) {
        const due = Math.max(0, at + 1 - burst) * interval
        expect(time).toBeGreaterThanOrEqual(due - 1e-6)
        expect(time).toBeLessThanOrEqual(due + Math.max(...within) + 1e-6)
      }
    }),
    { numRuns: 100 },
  ))

test('however late timers are, no more than the burst follow at once, and rate and burst are kept', () =>
  fc.assert(
    fc.asyncProperty(gaps, gaps, rate, late, async (writes, reads, options, lateness) => {
      const times = await passages(writes, reads, options, unsteady(lateness))
      const { count, per, burst } = options
      for (const [first, from] of times.entries())
        for (const [last, to] of times.entries()) {
          if (last < first) continue
          const kept = ((to - from) * count) / per
          const most = to === from ? burst : burst + 1 + kept
          expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6)
          // Nothing was late before the first: from there on it is exact.
          if (first === 0) expect(last + 1).toBeLessThanOrEqual(burst + kept + 1e-6)
        }
    }),
    { numRuns: 150 },
  ))

test('a busy source passes at the rate, after a burst', async () => {
  const times = await passages(Array(8).fill(0), [0], { count: 1, per: 10, burst: 3 })
  expect(times).toEqual([0, 0, 0, 10, 20, 30, 40, 50])
})

test('a slow reader is not flooded afterwards', async () => {
  const times = await passages(Array(4).fill(0), [35, 0], { count: 1, per: 10 })
  expect(times).toEqual([0, 35, 45, 80])
})

test('late timers let fewer values pass, unless the burst covers them', async () => {
  const busy = Array(500).fill(0)
  const span = async (burst: number): Promise<number> =>
    (await passages(busy, [0], { count: 5_000, per: 1_000, burst }, coarse(2))).at(-1) as number
  expect(await span(1)).toBeGreaterThan(1_000)
  // 500 values less the burst, five to a millisecond; the last timer may be late.
  expect(await span(25)).toBeGreaterThanOrEqual(95)
  expect(await span(25)).toBeLessThanOrEqual(98)
})

test('a rate of nothing is refused', async () => {
  const [input, output] = [channel<number>(), channel<number>()]
  await expect(run(rateLimit(input.reader, output.writer, { count: 0, per: 10 }))).rejects.toThrow(
    'a rate is above zero, not 0 per 10 ms',
  )
})
