/** `npm run bench -- NAME…`: measures, prints tables or JSON, and holds a full run against the bounds. */

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Footprint, heapFlags, largest, limits, refusal } from './capacity.ts'
import { findWorkload, flavours, lack, type Workload } from './catalogue.ts'
import { type Contest, hold, type Outcome, type Result } from './contest.ts'
import { type Field, field, nodeVersion, underNode } from './flavours.ts'
import type { Program } from './launch.ts'
import { describeMachine } from './machine.ts'
import { defaultPlan } from './meter.ts'
import type { Contestant } from './method.ts'
import { type Options, parseOptions, UsageError } from './options.ts'
import { progress, say } from './progress.ts'
import { type Figure, figure } from './record.ts'
import { boundsTable, contestTables, machineText } from './report.ts'
import { absent, rivals } from './rivals.ts'
import { folder } from './root.ts'
import { importSize } from './size.ts'
import { stressVariant } from './stress.ts'
import { judgeAll } from './verdict.ts'

/** Variants that only the full run has: how the cost of a select grows with guards and with waiting writers. */
const GROWTH = [
  ...[10, 100, 10_000].map(writers => stressVariant({ guards: 10, writers })),
  ...[1, 2, 4, 8, 16, 32, 64, 128].map(guards => stressVariant({ guards, writers: 100 })),
]

const MILLION = 1_000_000

function variants(workload: Workload, options: Options): readonly string[] {
  if (workload.name !== 'stressed') return workload.variants
  return options.stresses ?? (options.all ? [...workload.variants, ...GROWTH] : workload.variants)
}

function sizes(workload: Workload, options: Options): readonly number[] {
  if (workload.sizes.length === 0) return [0]
  return typeof options.n === 'number' && !options.all ? [options.n] : workload.sizes
}

/** Everyone who takes part in a workload; those who cannot are named with the reason. */
function contestants(workload: Workload, { ready }: Field, options: Options): Contestant[] {
  const found: Contestant[] = []
  for (const variant of variants(workload, options)) {
    for (const { entry } of ready) {
      const isRival = rivals.some(({ name }) => name === entry.name)
      // The growth of a select is asked of hocket and of its floors only.
      if (isRival && options.all && GROWTH.includes(variant)) continue
      const reason = lack(entry, workload.name, variant)
      if (reason !== undefined)
        say(`without ${entry.name} in ${workload.name} ${variant}: ${reason}`)
      else {
        for (const n of sizes(workload, options)) {
          const contestant = { workload: workload.name, variant, flavour: entry.name, n }
          found.push(contestant)
          if (!isRival) found.push(...options.nodes.map(node => ({ ...contestant, node })))
        }
      }
    }
  }
  return found
}

async function run(options: Options): Promise<void> {
  const names = options.flavours ?? [
    ...flavours.map(({ name }) => name),
    ...(options.rivals ? rivals.map(({ name }) => name) : []),
  ]
  const participants = field(names, say)
  const others = new Map(options.nodes.map(node => [node, underNode(node, say)]))
  const programs = new Map(participants.ready.map(({ entry, program }) => [entry.name, program]))
  const programFor = ({ flavour, node }: Contestant): Program =>
    node === undefined ? programs.get(flavour)! : others.get(node)!
  const launches = options.launches ?? 20
  const machine = describeMachine(launches, participants.versions, {
    ...participants.unavailable,
    ...(options.rivals ? absent : {}),
  })
  const tables = options.json !== ''
  if (tables) console.log(`${machineText(machine)}\n`)

  const results: Result[] = []
  const lines: Figure[] = []
  for (const name of options.names) {
    const workload = findWorkload(name)!
    const contest: Contest = {
      contestants: contestants(workload, participants, options),
      programFor,
      launches: options.launches ?? (name === 'density' ? 5 : launches),
      plan: countedPlan(workload, options),
      timeout: 180_000,
      progress,
    }
    const outcome = name === 'density' ? await census(contest, options) : await hold(contest)
    report(outcome)
  }
  if (options.all) await conclude()
  if (options.json) writeFileSync(options.json, jsonLines([machine, ...lines]))

  function report(outcome: Outcome): void {
    results.push(...outcome.results)
    const figures = outcome.results.map(result =>
      figure(
        result,
        result.contestant.node ? nodeVersion(result.contestant.node) : process.version,
      ),
    )
    lines.push(...figures)
    if (tables) console.log(`${contestTables(outcome)}\n`)
    else process.stdout.write(jsonLines(figures))
  }

  async function conclude(): Promise<void> {
    const javascript = rivals.filter(rival => rival.javascript).map(rival => rival.name)
    const judged = judgeAll({ results, javascript, size: await importSize() })
    if (tables) console.log(boundsTable(judged))
  }
}

const jsonLines = (objects: readonly object[]) =>
  objects.map(object => `${JSON.stringify(object)}\n`).join('')

function countedPlan(workload: Workload, { n }: Options) {
  const counted = workload.sizes.length === 0 && typeof n === 'number'
  return counted ? { ...defaultPlan, count: n } : defaultPlan
}

/** Populations: the usual one beside the floors and rivals, and the large ones after a probe of what fits. */
async function census(contest: Contest, options: Options): Promise<Outcome> {
  const asked = options.n
  if (asked === undefined || options.all || (typeof asked === 'number' && asked < MILLION)) {
    const usual = await hold(contest)
    if (!options.all) return usual
    const large = await population(contest, 'fiber', 15 * MILLION)
    return {
      results: [...usual.results, ...large.results],
      dropped: [...usual.dropped, ...large.dropped],
    }
  }
  const outcomes: Outcome[] = []
  for (const flavour of options.flavours ?? ['fiber']) {
    outcomes.push(await population(contest, flavour, asked))
  }
  return {
    results: outcomes.flatMap(({ results }) => results),
    dropped: outcomes.flatMap(({ dropped }) => dropped),
  }
}

/** One launch of a population that may not fit: a probe measures what a process takes, and says so before. */
async function population(
  contest: Contest,
  flavour: string,
  asked: number | 'largest',
): Promise<Outcome> {
  const contestant = { workload: 'density', variant: 'plain', flavour }
  const probe = await hold({
    ...contest,
    contestants: [{ ...contestant, n: 200_000 }],
    launches: 1,
  })
  const measured = probe.results[0]?.censuses[0]
  if (measured === undefined) return probe
  const footprint: Footprint = { heap: measured.bytes, resident: measured.resident }
  const machine = limits()
  const n = asked === 'largest' ? largest(footprint, machine) : asked
  const refused = refusal(n, footprint, machine)
  if (refused !== undefined) {
    say(refused)
    process.exitCode = 1
    return { results: [], dropped: [] }
  }
  return hold({
    ...contest,
    contestants: [{ ...contestant, n }],
    launches: options.launches ?? 1,
    nodeOptions: heapFlags(n, footprint),
    timeout: 900_000,
  })
}

// The checker and the remote channels have no flavours: a page of its own each.
if (process.argv[2] === 'check') {
  await import('./check.ts')
  process.exit()
}
if (process.argv[2] === 'remote') {
  const { measureRemote } = await import('./remote/main.ts')
  process.exit((await measureRemote(process.argv.slice(3))) ? 0 : 1)
}
const options = readOptions()
if (options.plot !== undefined) {
  const drawn = spawnSync(process.execPath, [join(folder, 'plot', 'main.js'), options.plot], {
    stdio: 'inherit',
  })
  process.exitCode = drawn.status ?? 1
} else await run(options)

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
