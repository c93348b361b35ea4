import { expect, test } from 'vitest'
import { configurations } from './configurations.ts'
import { explore } from './explore.ts'
import { mutants } from './mutants.ts'

for (const [name, configuration] of Object.entries(configurations())) {
  test(`every order of messages: ${name}`, { timeout: 120_000 }, () => {
    const { states, transitions, atRest, faults } = explore(configuration)
    console.log(`${name}: ${states} states, ${transitions} steps, ${atRest} at rest`)
    expect(faults).toEqual([])
    expect(atRest).toBeGreaterThan(0)
  })
}

const betrayals = [
  ['confirm dropped', 'one channel, reader dies'],
  ['unordered claims', 'two homes, either direction'],
  ['answer while claimed', 'two homes, two rival readers'],
] as const

test.each(betrayals)('some order of messages betrays: %s (%s)', (mutant, configuration) => {
  const { faults } = explore(configurations(mutants[mutant])[configuration]!)
  expect(faults).not.toEqual([])
})
