/** Who meets whom: the contest of each workload, and the time that it will take. */
import { findWorkload, type Workload } from './catalogue.ts'
import type { Contest } from './contest.ts'
import { enters, type FlavourEntry, lack } from './entries.ts'
import type { Field } from './flavours.ts'
import { defaultPlan, type Plan } from './meter.ts'
import { alternation, type Contestant } from './method.ts'
import type { Options } from './options.ts'
import { rivals } from './rivals.ts'
import { launchSeconds } from './schedule.ts'

/** A contest before it begins. */
export interface Planned extends Omit<Contest, 'progress'> {
  readonly workload: Workload
  /** Seconds for one launch of a contestant, and for all of them. */
  readonly seconds: { readonly of: (contestant: Contestant) => number; readonly all: number }
  /** Who would take part and cannot express the workload, with the reason. */
  readonly without: readonly string[]
}

/** Under another Node a full run asks for the flavours themselves, and for the price of a recorder. */
const NODES = {
  form: 'commstime seq',
  flavours: ['fiber', 'async', 'async-traced'],
}

const TIMEOUT = 180_000

export function planContest(name: string, field: Field, options: Options): Planned {
  const workload = findWorkload(name)!
  const entries = new Map(field.ready.map(entry => [entry.name, entry]))
  const of = ({ flavour }: Contestant) => entries.get(flavour)!
  const { contestants, without } = lineup(workload, field.ready, options)
  const plan = countedPlan(workload, options)
  const launches = options.launches ?? workload.launches
  const every = (contestant: Contestant) => of(contestant).every ?? 1
  const seconds = (contestant: Contestant) => launchSeconds(of(contestant), contestant, plan)
  const all = [...alternation(contestants, launches, every)]
  return {
    workload,
    contestants,
    without,
    launches,
    every,
    plan,
    programFor: ({ flavour, node }) => field.programFor(flavour, node),
    timeout: TIMEOUT,
    seconds: { of: seconds, all: all.reduce((sum, contestant) => sum + seconds(contestant), 0) },
  }
}

/** With `--n` a workload without a network size has laps of so many rounds. */
function countedPlan({ sizes }: Workload, { n }: Options): Plan {
  const counted = sizes.length === 0 && typeof n === 'number'
  return counted ? { ...defaultPlan, count: n } : defaultPlan
}

function lineup(workload: Workload, entries: readonly FlavourEntry[], options: Options) {
  const contestants: Contestant[] = []
  const without: string[] = []
  for (const variant of variants(workload, options)) {
    for (const entry of entries) {
      if (!enters(entry, workload.name, variant)) continue
      if (options.all && isRival(entry) && workload.growth?.includes(variant)) continue
      const reason = lack(entry, workload.name, variant)
      if (reason !== undefined)
        without.push(`${entry.name} in ${workload.name} ${variant}: ${reason}`)
      else contestants.push(...forms(workload, variant, entry, options))
    }
  }
  return { contestants, without }
}

/** A flavour in every size, under every Node that was asked for. */
function forms(workload: Workload, variant: string, entry: FlavourEntry, options: Options) {
  return sizes(workload, entry, options).flatMap(n => {
    const contestant: Contestant = { workload: workload.name, variant, flavour: entry.name, n }
    const versions = isRival(entry) || !underNodes(contestant, options) ? [] : options.nodes
    return [contestant, ...versions.map(node => ({ ...contestant, node }))]
  })
}

const isRival = ({ name }: FlavourEntry) => rivals.some(rival => rival.name === name)

function variants(workload: Workload, options: Options): readonly string[] {
  if (workload.name === 'stressed' && options.stresses !== undefined) return options.stresses
  return options.all ? [...workload.variants, ...(workload.growth ?? [])] : workload.variants
}

function sizes({ sizes }: Workload, { longest }: FlavourEntry, { n, all }: Options) {
  if (sizes.length === 0) return [0]
  if (typeof n === 'number' && !all) return [n]
  return all && longest !== undefined ? sizes.filter(size => size <= longest) : sizes
}

const underNodes = ({ workload, variant, flavour }: Contestant, { all }: Options) =>
  !all || (`${workload} ${variant}` === NODES.form && NODES.flavours.includes(flavour))
