/**
 * Runs one random program under several modes and compares the ends that they reach.
 */
import { Environment } from '../../../src/check/environment.ts'
import type { Subject } from '../../../src/check/execution.ts'
import { Explorer } from '../../../src/check/explore.ts'
import { Histories } from '../../../src/check/histories.ts'
import { generate, type Plan } from './generate.ts'
import { program } from './interpret.ts'
import { end } from './self.ts'
import { shippedEnd } from './ship.ts'

export interface Ends {
  /** What the processes saw, and what was found, in each schedule that ran to its end. */
  readonly ends: ReadonlySet<string>
  /** What the processes saw. */
  readonly seen: ReadonlySet<string>
  readonly runs: number
  readonly complete: boolean
}

interface Settings {
  readonly mode: 'dfs' | 'sleep' | 'dpor'
  readonly maxRuns: number
  readonly blind?: boolean
}

/** Programs are small, so that depth-first search gets to the end of them; what is bigger is passed over. */
export interface Bounds {
  readonly dfs: number
  readonly sleep: number
}

const environment = new Environment()

export async function endsOf(seed: number, plan: Plan, settings: Settings): Promise<Ends> {
  const subject: Subject = {
    program: program(plan),
    options: {},
    rules: {
      partner: seed % 5 === 0 ? 'fifo' : 'any',
      time: seed % 7 === 0 ? 'free' : 'maximal progress',
    },
    histories: new Histories(),
    environment,
  }
  const ends = new Set<string>()
  const seen = new Set<string>()
  const explorer = new Explorer(subject, {
    ...settings,
    maxDepth: 1_000,
    until: Infinity,
    found: () => true,
    ended: ({ finding }) => {
      seen.add(end())
      ends.add(`${end()} ## ${finding?.message ?? ''}`)
    },
    progress: () => {},
  })
  environment.install()
  try {
    const complete = await explorer.explore()
    return { ends, seen, runs: explorer.counts.runs, complete }
  } finally {
    environment.uninstall()
  }
}

/**
 * What the reductions do differently from depth-first search, and what the engine does that it has not explored;
 * null if it did not come to an end.
 */
export async function differences(
  seed: number,
  bounds: Bounds,
  blind = false,
  plan = generate(seed),
): Promise<string[] | null> {
  const oracle = await endsOf(seed, plan, { mode: 'dfs', maxRuns: bounds.dfs })
  if (!oracle.complete) return null
  const found: string[] = []
  const shipped = await shippedEnd(plan, seed)
  if (!oracle.seen.has(shipped)) found.push(`seed ${seed}: dfs misses what ships: ${shipped}`)
  const modes = oracle.runs <= bounds.sleep ? (['sleep', 'dpor'] as const) : (['dpor'] as const)
  for (const mode of modes) {
    const { ends, complete } = await endsOf(seed, plan, { mode, maxRuns: 20_000, blind })
    if (!complete) found.push(`seed ${seed}: ${mode} did not come to an end`)
    for (const one of oracle.ends)
      if (!ends.has(one)) found.push(`seed ${seed}: ${mode} misses ${one}`)
    for (const one of ends)
      if (!oracle.ends.has(one)) found.push(`seed ${seed}: ${mode} invents ${one}`)
  }
  return found
}
