/**
 * Looks for a broken law in the engine beside this file, with each profile in turn, and prints what it found
 * as one line of JSON: `mutant.ts LAW PROFILE RUNS` begins with that profile and stops when that law is broken. Run by mutations.test.ts inside a
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
const [law = '-1', first = 'everything', runs = '400'] = process.argv.slice(2)
const wanted = Number(law)

function report(verdict: Verdict): never {
  console.log(JSON.stringify(verdict))
  process.exit(0)
}

const laws = new Set<number>()
observe(violation => {
  laws.add(violation.law)
  if (violation.law === wanted) report({ laws: [wanted], text: violation.text })
})

// What the engine throws out of its own microtasks is no answer of any operation; what the laws throw is no
// fault of the engine.
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, error => {
    const { stack } = error as Error
    if (stack?.includes('/src/')) report({ laws: [0, ...laws], text: `the engine threw ${stack}` })
    console.error(stack)
    process.exit(1)
  })

const texts: string[] = []
const order = Object.entries(all).sort(([a], [b]) => Number(b === first) - Number(a === first))
for (const [, profile] of order) {
  const { counterexample } = await search(profile, 1, Number(runs), false)
  if (counterexample !== null) texts.push(counterexample.text)
}
report({ laws: [...laws], text: texts.join('\n\n') })
