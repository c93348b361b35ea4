/**
 * Looks for a broken law in the engine beside this file, with each profile in turn, and prints what it found
 * as one line of JSON: `mutant.ts LAW` stops when it has seen that law broken. Run by mutations.test.ts inside a
 * copy of the sources.
 */
import * as profiles from './arbitrary.ts'
import { search } from './check.ts'
import { observe } from './monitor.ts'

export interface Verdict {
  readonly laws: readonly number[]
  readonly text: string
}

const { networks: _networks, ...all } = profiles
const wanted = Number(process.argv[2] ?? -1)
const RUNS = 400

function report(verdict: Verdict): never {
  console.log(JSON.stringify(verdict))
  process.exit(0)
}

const laws = new Set<number>()
observe(({ law, text }) => {
  laws.add(law)
  if (law === wanted) report({ laws: [law], text })
})

// What the engine throws out of its own microtasks is no answer of any operation.
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, error => report({ laws: [0, ...laws], text: `the engine threw ${error}` }))

const texts: string[] = []
for (const profile of Object.values(all)) {
  const { counterexample } = await search(profile, 1, RUNS, false)
  if (counterexample !== null) texts.push(counterexample.text)
}
report({ laws: [...laws], text: texts.join('\n\n') })
