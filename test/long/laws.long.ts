/**
 * The laws at length: `npm run test:long -- laws`, with `--seed N` to repeat. Each profile runs over many more
 * networks than in the short tests; HOCKET_RUNS sets how many.
 */
import { expect, test } from 'vitest'
import * as profiles from '../laws/arbitrary.ts'
import { hold } from '../laws/check.ts'

const seed = Number(process.env.HOCKET_SEED ?? 1)
const runs = Number(process.env.HOCKET_RUNS ?? 20_000)
const { networks: _networks, ...all } = profiles

test.each(Object.entries(all))('%s', async (name, profile) => {
  const began = performance.now()
  const { networks, events, operations, delivered } = await hold(profile, seed, runs)
  const seconds = (performance.now() - began) / 1000
  console.log(
    `${name}: seed ${seed}, ${networks} networks, ${operations} operations, ${delivered} values read, ` +
      `${events} events checked, ${Math.round(events / seconds)} a second`,
  )
  expect(delivered).toBeGreaterThan(runs)
})
