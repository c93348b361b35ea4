/**
 * The long run: `tsx test/remote/long.ts --schedules 1000000 --seed 7 [--no-spin] [--no-explore]`.
 * The Promela model with spin, every order of messages of the larger configurations, and as many simulated
 * schedules as asked for. Prints the seed, and on a fault the one number that repeats it.
 */
import { parseArgs } from 'node:util'
import { largeConfigurations } from './configurations.ts'
import { explore } from './explore.ts'
import { simulate } from './simulation.ts'
import { verifyAll } from './spin.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    schedules: { type: 'string', default: '200000' },
    spin: { type: 'boolean', default: true },
    explore: { type: 'boolean', default: true },
  },
})

function exploreAll(): void {
  for (const [name, configuration] of Object.entries(largeConfigurations())) {
    const { states, transitions, atRest, faults } = explore(configuration)
    console.log(`explore: ${name}: ${states} states, ${transitions} steps, ${atRest} at rest`)
    if (faults.length > 0) throw new Error(`${name}: ${faults.join('; ')}`)
  }
}

function simulateAll(seed: number, schedules: number): void {
  const began = performance.now()
  const totals: Record<string, number> = {}
  let messages = 0
  console.log(`simulate: ${schedules} schedules from seed ${seed}`)
  for (let i = 0; i < schedules; i++) {
    const result = simulate(seed + i)
    messages += result.messages
    for (const [kind, count] of Object.entries(result.counts)) {
      totals[kind] = (totals[kind] ?? 0) + count
    }
    if (result.faults.length > 0) {
      throw new Error(`seed ${result.seed}:\n  ${result.faults.join('\n  ')}`)
    }
  }
  const seconds = (performance.now() - began) / 1000
  console.log(`simulate: no fault, ${messages} messages; operations`, totals)
  console.log(`simulate: ${Math.round(schedules / seconds)} schedules/s`)
}

if (values.spin) verifyAll()
if (values.explore) exploreAll()
simulateAll(Number(values.seed), Number(values.schedules))
