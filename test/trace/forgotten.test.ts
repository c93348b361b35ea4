import { expect, test } from 'vitest'
import { Forgotten } from '../../src/trace/forgotten.ts'

const blockedIn = (channel: number) =>
  [channel, { spawn: undefined, park: undefined, parkedOne: true, channel }] as const

test('however many channels are collected, no more are kept than there are processes and a few', () => {
  const processes = Array.from({ length: 100 }, (_, i) => blockedIn(i * 1_000))
  const forgotten = new Forgotten()
  const kept = new Set<number>()
  let asked = 0
  let most = 0
  for (let channel = 0; channel < 100_000; channel++) {
    kept.add(channel)
    if (forgotten.add(channel)) {
      asked++
      for (const unnamed of forgotten.takeUnnamed(processes)) kept.delete(unnamed)
    }
    most = Math.max(most, kept.size)
  }
  expect(most).toBeLessThanOrEqual(64 + 100 + 2 * 100)
  expect(asked).toBeLessThanOrEqual(100_000 / 64)
  expect(forgotten.takeUnnamed(processes).every(channel => channel % 1_000 !== 0)).toBe(true)
})
