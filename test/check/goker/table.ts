/**
 * Prints the table: what the checker says of each bug, and of its fix.
 *
 *     npm run goker
 */
import { check } from '../../../src/check/index.ts'
import { kernels } from './kernels.ts'

let found = 0
let wrong = 0
console.log('| bug | class | found | schedules | events | fixed version |')
console.log('|---|---|---|---|---|---|')
for (const { id, class: type, program, options } of kernels) {
  const buggy = await check(program(false), { ...options, maxRuns: 20_000 })
  const fixed = await check(program(true), { ...options, maxRuns: 20_000 })
  if (buggy.verdict === 'fails') found++
  if (fixed.verdict !== 'holds') wrong++
  const { failure, effort } = buggy
  const told = fixed.verdict === 'fails' ? `fails: ${fixed.failure!.message}` : fixed.verdict
  console.log(
    `| ${id} | ${type} | ${failure?.kind ?? 'no'} | ${effort.runs} | ${failure?.length ?? ''} | ` +
      `${told} (${fixed.effort.traces} traces) |`,
  )
}
console.log(
  `\n${found} of ${kernels.length} found; ${wrong} of ${kernels.length} fixed versions do not hold`,
)
process.exitCode = found / kernels.length >= 0.9 && wrong === 0 ? 0 : 1
