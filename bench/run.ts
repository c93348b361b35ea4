/** One run: plans the contests, holds them, prints and writes what they show. */
import { writeFileSync } from 'node:fs'
import { type Contest, hold, type Outcome, type Result } from './contest.ts'
import { flavours } from './entries.ts'
import { findField, nodeVersion } from './flavours.ts'
import { type Planned, planContest } from './lineup.ts'
import { describeMachine } from './machine.ts'
import type { Options } from './options.ts'
import { fibers, LARGE, MILLION, population, together } from './populations.ts'
import { progress, say } from './progress.ts'
import { figure } from './record.ts'
import { boundsTable, contestTables, machineText, planTable } from './report.ts'
import { absent, rivals } from './rivals.ts'
import { durationText, Schedule } from './schedule.ts'
import { importSize } from './size.ts'
import { judgeAll } from './verdict.ts'

export async function run(options: Options): Promise<void> {
  const field = findField(names(options), options.nodes, say)
  const contests = options.names.map(name => planContest(name, field, options))
  const machine = describeMachine(field.versions, {
    ...field.unavailable,
    ...(options.rivals ? absent : {}),
  })
  const tables = options.json !== ''
  if (tables) console.log(`${machineText(machine)}\n`)
  for (const { without } of contests) for (const line of without) say(`without ${line}`)

  const schedule = new Schedule(contests.reduce((sum, contest) => sum + plannedSeconds(contest), 0))
  if (options.all) {
    const rows = contests.map(contest => ({ ...contest, planned: plannedSeconds(contest) }))
    console.log(`${planTable(rows, schedule.left())}\n`)
    if (options.planOnly) return
  }

  const results: Result[] = []
  const lines: object[] = []
  for (const contest of contests) {
    report(await holdPlanned(contest))
    save()
  }
  if (options.all) await conclude()
  save()

  function plannedSeconds({ workload, seconds }: Planned): number {
    const large = options.all && workload.name === 'density' ? LARGE.map(fibers) : []
    return large.reduce((sum, contestant) => sum + seconds.of(contestant), seconds.all)
  }

  async function holdPlanned(planned: Planned): Promise<Outcome> {
    const contest: Contest = {
      ...planned,
      progress(line, contestant) {
        progress(options.all ? `${line}; ${durationText(schedule.left())} left` : line)
        schedule.pass(planned.seconds.of(contestant))
      },
    }
    return planned.workload.name === 'density' ? census(contest, planned) : hold(contest)
  }

  /** Populations: the usual one beside the floors and rivals, and the large ones that fit. */
  async function census(contest: Contest, { seconds }: Planned): Promise<Outcome> {
    const asked = options.n
    const large = (flavour: string, n: number | 'largest') =>
      population({ ...contest, launches: options.launches ?? 1 }, flavour, n)
    if (options.all) {
      const outcomes = [await hold(contest)]
      for (const n of LARGE) {
        const outcome = await large('fiber', n)
        if (outcome.results.length === 0) schedule.pass(seconds.of(fibers(n)))
        outcomes.push(outcome)
      }
      return together(outcomes)
    }
    if (asked === undefined || (typeof asked === 'number' && asked < MILLION)) return hold(contest)
    const outcomes: Outcome[] = []
    for (const flavour of options.flavours ?? ['fiber']) outcomes.push(await large(flavour, asked))
    if (outcomes.some(({ results }) => results.length === 0)) process.exitCode = 1
    return together(outcomes)
  }

  function report(outcome: Outcome): void {
    if (outcome.results.length + outcome.dropped.length === 0) return
    results.push(...outcome.results)
    const figures = outcome.results.map(result => {
      const { node } = result.contestant
      return figure(result, node === undefined ? process.version : nodeVersion(node))
    })
    lines.push(...figures)
    if (tables) console.log(`${contestTables(outcome)}\n`)
    else process.stdout.write(jsonLines(figures))
  }

  async function conclude(): Promise<void> {
    const javascript = rivals.filter(rival => rival.javascript).map(rival => rival.name)
    const verdicts = judgeAll({ results, javascript, size: await importSize() })
    lines.push(...verdicts.map(verdict => ({ workload: 'bound', ...verdict })))
    if (tables) console.log(boundsTable(verdicts))
    say(`the run took ${durationText(schedule.elapsed())}`)
  }

  /** After every contest: what is interrupted has not been in vain. */
  function save(): void {
    if (!options.json) return
    const minutes = Math.round(schedule.elapsed() / 6) / 10
    writeFileSync(options.json, jsonLines([{ ...machine, minutes }, ...lines]))
  }
}

/** The flavours that were asked for, or the usual ones; in a full run those reserved for it too. */
function names(options: Options): string[] {
  const own = flavours.filter(
    ({ reserved }) => reserved === undefined || (options.all && reserved === 'full'),
  )
  const field = [...own, ...(options.rivals ? rivals : [])]
  return [...(options.flavours ?? field.map(({ name }) => name))]
}

const jsonLines = (objects: readonly object[]) =>
  objects.map(object => `${JSON.stringify(object)}\n`).join('')
