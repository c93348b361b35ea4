/**
 * The protocol of remote channels at length: `npm run test:long -- remote`, with `--seed N` to repeat. The Promela
 * model with spin, every order of messages of the larger configurations, and simulated schedules with every
 * trouble; HOCKET_RUNS sets how many of these.
 */
import { expect, test } from 'vitest'
import { largeConfigurations } from '../remote/configurations.ts'
import { explore } from '../remote/explore.ts'
import { simulate } from '../remote/simulation.ts'
import { verifyAll } from '../remote/spin.ts'

const first = Number(process.env.HOCKET_SEED ?? 1)
const schedules = Number(process.env.HOCKET_RUNS ?? 200_000)

// Needs `spin` and `gcc`, Debian packages of these names.
test('the model holds, and each of its mutants fails', () => verifyAll())

test.each(Object.entries(largeConfigurations()))('every order of messages: %s', (name, of) => {
  const { states, transitions, atRest, faults } = explore(of)
  console.log(`${name}: ${states} states, ${transitions} steps, ${atRest} at rest`)
  expect(faults).toEqual([])
})

test('simulated schedules with every trouble', () => {
  const began = performance.now()
  let messages = 0
  for (let seed = first; seed < first + schedules; seed++) {
    const { faults, messages: sent } = simulate(seed)
    expect(faults, `seed ${seed}`).toEqual([])
    messages += sent
  }
  const seconds = (performance.now() - began) / 1000
  console.log(
    `seeds ${first} to ${first + schedules - 1}: no fault, ${messages} messages, ` +
      `${Math.round(schedules / seconds)} schedules a second`,
  )
})
