import { expect, test } from 'vitest'
import { timers } from '../../src/core/timer.ts'
import { sync as fiberSync } from '../../src/fiber/index.ts'
import { every, never, run, select, sleep, sync } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('ticks do not drift, however long the work between them takes', () =>
  bubble(async b => {
    const times: number[] = []
    await b.run(async () => {
      for await (const tick of every(10)) {
        times.push(tick, b.now)
        await sleep(7)
        if (tick === 4) break
      }
    })
    expect(times).toEqual([1, 10, 2, 20, 3, 30, 4, 40])
    expect(timers.pending).toBe(0)
  }))

test('missed ticks are skipped, and the number shows it', () =>
  bubble(async b => {
    const ticks = every(10)
    await b.run(async () => {
      expect(await ticks.next()).toBe(1)
      await sleep(35)
      expect(await ticks.next()).toBe(4)
      expect(b.now).toBe(45)
      expect(await ticks.next()).toBe(5)
      expect(b.now).toBe(50)
    })
  }))

test('fractions of milliseconds add up to nothing', () =>
  bubble(async b => {
    const ticks = every(1.1)
    await b.run(async () => {
      for (let tick = 1; tick <= 1_000; tick++) expect(await sync(ticks)).toBe(tick)
    })
    expect(b.now).toBe(1_100)
  }))

test('as a guard, in both flavours; two that wait for one tick are both given it', () =>
  bubble(async b => {
    const ticks = every(10)
    await b.run(async () => {
      const both = await Promise.all([select({ ticks, never }), ticks.next()])
      expect(both).toEqual([{ key: 'ticks', value: 1 }, 1])
      expect(await run(() => fiberSync(ticks))).toBe(2)
    })
    expect(b.now).toBe(20)
  }))

test('an interval is above zero', () => {
  expect(() => every(0)).toThrow('every(50)')
  expect(() => every(Number.NaN)).toThrow('every(50)')
})
