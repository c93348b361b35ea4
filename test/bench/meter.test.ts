import { expect, test } from 'vitest'
import { Meter } from '../../bench/meter.ts'

test('a meter with a count keeps it, and gives as many laps as planned', () => {
  const plan = { count: 3, laps: 5, lapMilliseconds: 1_000, warmUpMilliseconds: 0 }
  const meter = new Meter(plan)
  const counts = new Set<number>()
  do counts.add(meter.count)
  while (meter.lap())
  expect([...counts]).toEqual([3])
  expect(meter.samples).toHaveLength(5)
})

test('without a count it never asks for more than twice the rounds of the lap before', () => {
  const meter = new Meter({ count: 0, laps: 2, lapMilliseconds: 5, warmUpMilliseconds: 5 })
  let before = meter.count
  do {
    expect(meter.count).toBeLessThanOrEqual(2 * before)
    before = meter.count
  } while (meter.lap())
  expect(meter.samples.every(sample => sample > 0)).toBe(true)
})
