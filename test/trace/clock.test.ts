import { expect, test } from 'vitest'
import { SampledClock } from '../../src/trace/clock.ts'

function harness() {
  let time = 100
  let readings = 0
  const ends: (() => void)[] = []
  const clock = new SampledClock(
    () => {
      readings++
      return time
    },
    callback => ends.push(callback),
  )
  return {
    clock,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    endTurn: () => {
      for (const end of ends.splice(0)) end()
    },
    readings: () => readings,
  }
}

test('stamps that follow closely share a reading', () => {
  const { clock, readings } = harness()
  for (let i = 0; i < 1000; i++) clock.stamp()
  expect(readings()).toBeLessThan(100)
})

test('when stamps are far apart each of them reads the clock', () => {
  const { clock, pass } = harness()
  for (let i = 0; i < 100; i++) clock.stamp()
  const times: number[] = []
  for (let i = 0; i < 40; i++) {
    pass(1)
    times.push(clock.stamp())
  }
  // At most the stamps of one shared reading may lag behind.
  expect(times.slice(16)).toEqual(Array.from({ length: 24 }, (_, i) => 17 + i))
})

test('a reading expires with its turn of the event loop', () => {
  const { clock, pass, endTurn } = harness()
  for (let i = 0; i < 100; i++) clock.stamp()
  endTurn()
  pass(250)
  expect(clock.stamp()).toBe(250)
})

test('time never goes back, even when the clock does', () => {
  const { clock, pass, endTurn } = harness()
  pass(10)
  expect(clock.stamp()).toBe(10)
  endTurn()
  pass(-5)
  expect(clock.stamp()).toBe(10)
})
