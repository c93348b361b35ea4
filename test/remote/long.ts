/**
 * The long run of the simulator: `tsx test/remote/long.ts --schedules 1000000 --seed 7`.
 * Prints the seeds, what the operations came to, and on a fault the one number that repeats it.
 */
import { parseArgs } from 'node:util'
import { simulate } from './simulation.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    schedules: { type: 'string', default: '200000' },
  },
})
const seed = Number(values.seed)
const schedules = Number(values.schedules)
const began = performance.now()
const totals: Record<string, number> = {}
let messages = 0

console.log(`remote: ${schedules} schedules from seed ${seed}`)
for (let i = 0; i < schedules; i++) {
  const result = simulate(seed + i)
  messages += result.messages
  for (const [kind, count] of Object.entries(result.counts)) {
    totals[kind] = (totals[kind] ?? 0) + count
  }
  if (result.faults.length === 0) continue
  console.error(`seed ${result.seed}:\n  ${result.faults.join('\n  ')}`)
  process.exit(1)
}
const seconds = (performance.now() - began) / 1000
console.log(`remote: no fault in ${schedules} schedules, ${messages} messages; operations`, totals)
console.log(`remote: ${Math.round(schedules / seconds)} schedules/s`)
