import { expect, test } from 'vitest'
import { everyTrouble, simulate, type Trouble } from './simulation.ts'

const calm: Trouble = {
  deaths: false,
  cuts: false,
  impatience: false,
  cancels: false,
  endings: false,
}

const mixes: Readonly<Record<string, { readonly trouble: Trouble; readonly schedules: number }>> = {
  'no trouble': { trouble: calm, schedules: 2_000 },
  'cancelled operations': { trouble: { ...calm, cancels: true }, schedules: 1_500 },
  'closed and poisoned channels': { trouble: { ...calm, endings: true }, schedules: 1_500 },
  'nodes that die and come back': { trouble: { ...calm, deaths: true }, schedules: 1_500 },
  'links that break': { trouble: { ...calm, cuts: true }, schedules: 1_500 },
  'every trouble at once': { trouble: everyTrouble, schedules: 4_000 },
}

for (const [name, { trouble, schedules }] of Object.entries(mixes)) {
  test(`${schedules} schedules with ${name}`, { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= schedules; seed++) {
      const { faults } = simulate(seed, trouble)
      expect(faults, `seed ${seed}`).toEqual([])
    }
  })
}

test('a seed gives one schedule', () => {
  expect(simulate(42)).toEqual(simulate(42))
})
