/**
 * Looks for a broken law in the engine beside this file, with each profile in turn, and prints what it found
 * as one line of JSON: `mutant.ts LAW` stops when it has seen that law broken. Run by mutations.test.ts inside a
 * copy of the sources.
 */
import * as profiles from './arbitrary.ts'
import { search } from './check.ts'
import { violationsSoFar } from './monitor.ts'

export interface Verdict {
  readonly laws: readonly number[]
  readonly text: string
  readonly networks: number
}

const { networks: _networks, ...all } = profiles
const RUNS = 400

function report(verdict: Verdict): never {
  console.log(JSON.stringify(verdict))
  process.exit(0)
}

// What the engine throws out of its own microtasks is no answer of any operation.
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, error => {
    const broken = violationsSoFar().map(({ law }) => law)
    report({ laws: [...new Set([0, ...broken])], text: `the engine threw ${error}`, networks: 0 })
  })

const wanted = Number(process.argv[2] ?? -1)
const laws = new Set<number>()
const texts: string[] = []
let tried = 0
for (const profile of Object.values(all)) {
  const { totals, counterexample } = await search(profile, 1, RUNS, false)
  tried += totals.networks
  if (counterexample === null) continue
  for (const law of counterexample.laws) laws.add(law)
  texts.push(counterexample.text)
  if (laws.has(wanted)) break
}
report({ laws: [...laws].sort(), text: texts.join('\n\n'), networks: tried })
