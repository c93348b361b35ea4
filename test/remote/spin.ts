/**
 * Checks the Promela model with spin: the model as it is must hold, each of its mutants must fail.
 * Needs `spin` and `gcc` (Debian packages of these names).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const model = fileURLToPath(new URL('./selection.pml', import.meta.url))
const mutants = ['NO_CONFIRM', 'UNORDERED', 'ANSWER_CLAIMED', 'LOSS_ENDS_CLAIMED']

export interface Verdict {
  readonly states: number
  readonly errors: number
}

export function verify(mutant?: string): Verdict {
  const directory = mkdtempSync(join(tmpdir(), 'hocket-spin-'))
  const run = (command: string, ...parameters: string[]) =>
    execFileSync(command, parameters, { cwd: directory, encoding: 'utf8' })
  try {
    run('spin', ...(mutant ? [`-D${mutant}`] : []), '-a', model)
    run('gcc', '-w', '-DSAFETY', '-o', 'pan', 'pan.c')
    const report = run('./pan', '-m100000')
    // A search that was cut short has proved nothing.
    if (/max search depth too small|out of memory/.test(report)) throw new Error(report)
    return {
      states: Number(/(\d+) states, stored/.exec(report)?.[1]),
      errors: Number(/errors: (\d+)/.exec(report)?.[1]),
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

export function verifyAll(): void {
  const { states, errors } = verify()
  console.log(`spin: selection.pml, ${states} states, ${errors} errors`)
  if (errors !== 0 || !(states > 0)) throw new Error('spin: the model has an error')
  for (const mutant of mutants) {
    const { errors: found } = verify(mutant)
    console.log(`spin: mutant ${mutant}, ${found > 0 ? 'caught' : 'NOT caught'}`)
    if (!(found > 0)) throw new Error(`spin: the mutant ${mutant} was not caught`)
  }
}
