import { expect, test } from 'vitest'
import { flavours } from '../../bench/entries.ts'
import { durationText, launchSeconds, Schedule } from '../../bench/schedule.ts'

test('what is left follows the pace of what has passed', () => {
  let now = 100
  const schedule = new Schedule(60, () => now)
  expect(schedule.left()).toBe(60)
  now += 20
  schedule.pass(10)
  expect(schedule.elapsed()).toBe(20)
  expect(schedule.left()).toBe(100)
  schedule.pass(55)
  expect(schedule.left()).toBe(0)
})

test('a launch takes its start, its laps and the building of its network', () => {
  const entry = { ...flavours[0]!, start: 0.5 }
  const plan = { count: 0, laps: 10, lapMilliseconds: 20, warmUpMilliseconds: 300 }
  const seconds = (workload: string, variant: string, n: number) =>
    launchSeconds(entry, { workload, variant, flavour: 'fiber', n }, plan)
  expect(seconds('commstime', 'seq', 0)).toBe(1)
  expect(seconds('ring', 'plain', 1_000_000)).toBeGreaterThan(2)
  expect(seconds('stressed', '10x1000', 0)).toBeCloseTo(seconds('ring', 'plain', 10_000))
  expect(seconds('density', 'plain', 10)).toBeCloseTo(0.5)
})

test('a duration is told in the unit that fits', () => {
  expect(durationText(0.4)).toBe('1 s')
  expect(durationText(1_200)).toBe('20 min')
})
