import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimit } from '../../src/components/index.ts'
import { type Clock, ports } from '../../src/core/ports.ts'
import { channel, parallel, run, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

/** A clock whose timers ring at whole milliseconds, and too late. */
const lateClock = (clock: Clock, lateness: number): Clock => ({
  now: () => clock.now(),
  date: () => clock.date(),
  setTimer: (delay, ring) =>
    clock.setTimer(Math.ceil(clock.now() + delay) + lateness - clock.now(), ring),
  clearTimer: timer => clock.clearTimer(timer),
})

const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 15 })
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
  lateness = 0,
) {
  const times: number[] = []
  await bubble(async b => {
    if (lateness > 0) ports.clock = lateClock(ports.clock, lateness)
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
    fc.asyncProperty(gaps, gaps, rate, async (writes, reads, options) => {
      const times = await passages(writes, reads, options)
      const { count, per, burst } = options
      for (const [first, from] of times.entries())
        for (const [last, to] of times.entries())
          if (last >= first)
            expect(last - first + 1).toBeLessThanOrEqual(burst + ((to - from) * count) / per + 1e-6)
    }),
    { numRuns: 200 },
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
    (await passages(busy, [0], { count: 5_000, per: 1_000, burst }, 2)).at(-1) as number
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
