import { describe, expect, test } from 'vitest'
import { differences } from './compare.ts'
import { plans } from './plans.ts'

// Programs over every construct; ten thousand of them in test/long/check.long.ts.
const SEEDS = 200
const BOUNDS = { dfs: 300, sleep: 150 }

describe('random programs', () => {
  test('end alike under sleep sets and reduction as under depth-first search', async () => {
    let compared = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const found = await differences(seed, BOUNDS)
      if (found !== null) compared++
      expect(found ?? []).toEqual([])
    }
    expect(compared).toBeGreaterThan(SEEDS / 2)
  }, 300_000)

  test('tell that races are needed: without them, ends are missed', async () => {
    let missed = 0
    for (let seed = 1; seed <= 60; seed++)
      missed += (await differences(seed, BOUNDS, true))?.length ?? 0
    expect(missed).toBeGreaterThan(20)
  }, 300_000)
})

test.each(Object.entries(plans))('%s', async (_name, plan) => {
  expect(await differences(1, { dfs: 20_000, sleep: 200 }, false, plan)).toEqual([])
})
