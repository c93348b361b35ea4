import { expect, test } from 'vitest'
import { mutants } from './mutants.ts'
import { everyTrouble, simulate } from './simulation.ts'

/** Several times what the shyest of them needs. */
const schedules = 20_000

for (const [name, roles] of Object.entries(mutants)) {
  test(`the simulator catches: ${name}`, { timeout: 120_000 }, () => {
    let faults: readonly string[] = []
    for (let seed = 1; seed <= schedules && faults.length === 0; seed++) {
      faults = simulate(seed, everyTrouble, roles).faults
    }
    expect(faults).not.toEqual([])
  })
}
