/** Runs an alternation: launches the contestants in turn and gathers their series. */
import { findWorkload, setting } from './catalogue.ts'
import type { Census } from './census.ts'
import { type Figures, launch, type Order, type Program, seekQuietCore } from './launch.ts'
import type { Plan } from './meter.ts'
import {
  alternation,
  type Contestant,
  describe,
  type Launch,
  median,
  type Series,
} from './method.ts'

export interface Contest {
  readonly contestants: readonly Contestant[]
  /** How a contestant's program is started. */
  readonly programFor: (contestant: Contestant) => Program
  readonly launches: number
  /** For a contestant that takes part in every n-th round only; 1 for all if absent. */
  readonly every?: (contestant: Contestant) => number
  readonly plan: Plan
  readonly nodeOptions?: readonly string[]
  /** How long one launch may take, in milliseconds. */
  readonly timeout: number
  /** Told of every launch before it starts, with its place among all of them. */
  readonly progress: (line: string, contestant: Contestant) => void
}

export interface Result extends Series {
  /** What the contestant's lap counted, or the size of its network. */
  readonly n: number
  /** The populations counted, for the density workload. */
  readonly censuses: readonly Census[]
}

export interface Outcome {
  readonly results: readonly Result[]
  readonly dropped: readonly { readonly contestant: Contestant; readonly reason: string }[]
}

interface Entry {
  readonly contestant: Contestant
  readonly launches: Launch[]
  readonly censuses: Census[]
  readonly counts: number[]
}

/** A contestant that fails once leaves the contest: a series with gaps did not take turns with the others. */
export async function hold(contest: Contest): Promise<Outcome> {
  const run = Symbol('run')
  const entries: Entry[] = contest.contestants.map(contestant => ({
    contestant,
    launches: [],
    censuses: [],
    counts: [],
  }))
  const dropped = new Map<Entry, string>()
  const every = ({ contestant }: Entry) => contest.every?.(contestant) ?? 1
  const order = [...alternation(entries, contest.launches, every)]
  for (const [i, entry] of order.entries()) {
    const turn = i + 1
    const { contestant } = entry
    if (entry === entries[0]) seekQuietCore()
    contest.progress(`${turn}/${order.length} ${describe(contestant)}`, contestant)
    if (dropped.has(entry)) continue
    try {
      take(entry, turn, await launchOnce(contest, contestant))
    } catch (error) {
      dropped.set(entry, (error as Error).message)
    }
  }
  return {
    results: entries
      .filter(entry => !dropped.has(entry))
      .map(({ contestant, launches, censuses, counts }) => ({
        contestant,
        run,
        launches,
        censuses,
        n: contestant.n > 0 ? contestant.n : Math.round(median(counts)),
      })),
    dropped: [...dropped].map(([{ contestant }, reason]) => ({ contestant, reason })),
  }
}

async function launchOnce(contest: Contest, contestant: Contestant): Promise<Figures> {
  const { workload, variant, flavour, n } = contestant
  const order: Order = {
    workload,
    flavour,
    setting: setting(findWorkload(workload)!, variant, n),
    plan: contest.plan,
    nodeOptions: contest.nodeOptions ?? [],
  }
  return launch(contest.programFor(contestant), order, contest.timeout)
}

/** A launch counts as the median of its laps, per communication; a population as its bytes per process. */
function take(entry: Entry, turn: number, figures: Figures): void {
  if (!('samples' in figures)) {
    entry.censuses.push(figures)
    entry.launches.push({ turn, figure: figures.bytes })
    return
  }
  const { workload, variant, n } = entry.contestant
  const form = findWorkload(workload)!
  const communications = form.communications(setting(form, variant, n))
  entry.counts.push(figures.n)
  entry.launches.push({ turn, figure: median(figures.samples) / communications })
}
