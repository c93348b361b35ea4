/**
 * Random programs over every construct at length: `npm run test:long -- check`, with `--seed N` to repeat. What
 * each can end in is the same under sleep sets and under reduction as under depth-first search. HOCKET_RUNS sets
 * how many.
 */
import { expect, test } from 'vitest'
import { differences } from '../check/fuzz/compare.ts'

const first = Number(process.env.HOCKET_SEED ?? 1)
const count = Number(process.env.HOCKET_RUNS ?? 10_000)

test('the reductions keep every end of a program', async () => {
  const began = performance.now()
  const found: string[] = []
  let compared = 0
  for (let seed = first; seed < first + count; seed++) {
    const different = await differences(seed, { dfs: 400, sleep: 150 })
    if (different === null) continue
    compared++
    found.push(...different)
    for (const line of different) console.log(line)
    if (compared % 500 === 0) {
      const seconds = Math.round((performance.now() - began) / 1000)
      console.log(`${compared} programs compared, ${found.length} differences, ${seconds} s`)
    }
  }
  console.log(
    `seeds ${first} to ${first + count - 1}: ${compared} programs compared, ${count - compared} too big for ` +
      `the oracle, ${found.length} differences`,
  )
  expect(found).toEqual([])
}, 3_600_000)
