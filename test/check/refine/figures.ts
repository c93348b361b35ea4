// The published models with what each check costs on this machine: npx tsx test/check/refine/figures.ts

import * as csp from '../../../src/check/refine/index.ts'
import * as abp from './models/alternating-bit.ts'
import * as crossing from './models/level-crossing.ts'
import { table } from './models/philosophers.ts'
import { ring } from './models/ring.ts'

const five = table(5)
const fd = 'failures-divergences'

const checks: readonly (readonly [name: string, check: () => csp.Verdict])[] = [
  ['philosophers 5, symmetric: deadlock free', () => csp.deadlockFree(five.symmetric)],
  ['philosophers 5, symmetric: divergence free', () => csp.divergenceFree(five.symmetric)],
  ['philosophers 5, left-handed: deadlock free', () => csp.deadlockFree(five.leftHanded)],
  ['philosophers 5, left-handed: deterministic', () => csp.deterministic(five.leftHanded)],
  ['philosophers 5, butler: deadlock free', () => csp.deadlockFree(five.butler)],
  ['philosophers 5, butler: deterministic', () => csp.deterministic(five.butler)],
  [
    "philosophers 5: SYSTEM [FD= SYSTEM'",
    () => csp.refines(five.symmetric, five.symmetricGrouped, fd),
  ],
  ['philosophers 6, left-handed: deadlock free', () => csp.deadlockFree(table(6).leftHanded)],
  ['alternating bit: divergence free with RECV', () => csp.divergenceFree(abp.system(abp.RECV))],
  ['alternating bit: SPEC [FD= with RCVA', () => csp.refines(abp.SPEC, abp.system(abp.RCVA), fd)],
  ['alternating bit: SPEC [FD= with RCVN', () => csp.refines(abp.SPEC, abp.system(abp.RCVN), fd)],
  ['alternating bit: SPEC [F= FSYSTEM', () => csp.refines(abp.SPEC, abp.FSYSTEM, 'failures')],
  ['level crossing: SPEC [T= SYSTEM', () => csp.refines(crossing.SPEC, crossing.SYSTEM, 'traces')],
  ['ring of 12 cells, 6 tokens: deadlock free', () => csp.deadlockFree(ring(12, 6))],
  ['ring of 12 cells, 6 tokens: deterministic', () => csp.deterministic(ring(12, 6))],
  ['ring of 18 cells, 9 tokens: deadlock free', () => csp.deadlockFree(ring(18, 9))],
]

for (const [name, check] of checks) {
  const start = performance.now()
  const { verdict, effort } = check()
  const elapsed = (performance.now() - start).toFixed(0)
  console.log(
    `${name.padEnd(46)} ${verdict.padEnd(6)} ${String(effort.visited).padStart(6)} visited ${elapsed.padStart(5)} ms`,
  )
}

const watch = csp.monitor(csp.run('a', 'b'))
const start = performance.now()
const steps = 5_000_000
for (let i = 0; i < steps; i++) watch.step(i % 2 === 0 ? 'a' : 'b')
const rate = steps / (performance.now() - start) / 1_000
console.log(`monitor: ${rate.toFixed(1)} million events/s`)
