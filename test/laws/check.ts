/**
 * Runs a profile over random networks and, when a law is broken, shows the smallest network that breaks it.
 */
import fc from 'fast-check'
import { networks, type Profile } from './arbitrary.ts'
import { execute } from './execute.ts'
import type { Law } from './monitor.ts'
import { type NetworkSpec, show } from './network.ts'

export interface Totals {
  networks: number
  events: number
  operations: number
  delivered: number
}

export interface Counterexample {
  readonly laws: readonly Law[]
  /** Seed, path, violations, and the network as text. */
  readonly text: string
}

export interface Found {
  readonly totals: Totals
  readonly counterexample: Counterexample | null
}

/** Random networks of a profile, from a seed; the smallest counterexample if there is one (or the first). */
export async function search(
  profile: Profile,
  seed: number,
  numRuns: number,
  smallest = true,
): Promise<Found> {
  const totals: Totals = { networks: 0, events: 0, operations: 0, delivered: 0 }
  const property = fc.asyncProperty(networks(profile), async network => {
    const { violations, events, operations, delivered } = await execute(network)
    totals.networks++
    totals.events += events
    totals.operations += operations
    totals.delivered += delivered
    return violations.length === 0
  })
  const details = await fc.check(property, { seed, numRuns, endOnFailure: !smallest })
  if (!details.failed) return { totals, counterexample: null }
  const [network] = details.counterexample as [NetworkSpec]
  const { violations } = await execute(network)
  const laws = [...new Set(violations.map(({ law }) => law))]
  const said = violations.map(({ law, text }) => `  invariant ${law}: ${text}`)
  const text = [
    `seed ${details.seed}, path ${details.counterexamplePath}, shrunk ${details.numShrinks} times`,
    ...(details.errorInstance === null ? [] : [String(details.errorInstance)]),
    ...said,
    show(network),
  ].join('\n')
  return { totals, counterexample: { laws, text } }
}

/** Fails with the counterexample, if a search finds one. */
export async function hold(profile: Profile, seed: number, numRuns: number): Promise<Totals> {
  const { totals, counterexample } = await search(profile, seed, numRuns)
  if (counterexample !== null) throw new Error(`an invariant is broken\n${counterexample.text}`)
  return totals
}
