/**
 * The remote protocol at length: `npm run test:long -- remote`, with `--seed N` to repeat. The Promela model with
 * spin, every order of messages of the larger configurations, and HOCKET_RUNS simulated schedules.
 */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { largeConfigurations } from '../remote/configurations.ts'
import { explore } from '../remote/explore.ts'
import { simulate } from '../remote/simulation.ts'
import { verifyAll } from '../remote/spin.ts'

const seed = Number(process.env.HOCKET_SEED ?? 1)
const schedules = Number(process.env.HOCKET_RUNS ?? 200_000)

const hasSpin = spawnSync('spin', ['-V']).status === 0
if (!hasSpin) console.log('skipped: spin is not installed (apt-get install spin)')

test.runIf(hasSpin)('the Promela model holds, and its mutants do not', () => {
  verifyAll()
})

test.each(Object.entries(largeConfigurations()))('every order of messages: %s', (name, one) => {
  const { states, transitions, atRest, faults } = explore(one)
  console.log(`${name}: ${states} states, ${transitions} steps, ${atRest} at rest`)
  expect(faults).toEqual([])
})

test(`${schedules} schedules`, () => {
  const began = performance.now()
  let messages = 0
  for (let i = 0; i < schedules; i++) {
    const { faults, messages: sent } = simulate(seed + i)
    expect(faults, `seed ${seed + i}`).toEqual([])
    messages += sent
  }
  const rate = Math.round((1000 * schedules) / (performance.now() - began))
  console.log(`seed ${seed}: ${schedules} schedules, ${messages} messages, ${rate} schedules/s`)
})
