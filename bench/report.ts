/** Tables for people. */
import type { Outcome, Result } from './contest.ts'
import type { Planned } from './lineup.ts'
import { compare, describe, spread, summary } from './method.ts'
import type { Machine } from './record.ts'
import { durationText } from './schedule.ts'
import type { Verdict } from './verdict.ts'

type Row = readonly string[]

/** Columns padded to their widest cell; the first is a label, the others are figures. */
export function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map(row => (row[i] ?? '').length)))
  const line = (row: Row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export const figureText = (x: number) =>
  x >= 1000 ? Math.round(x).toLocaleString('en') : x >= 100 ? x.toFixed(0) : x.toFixed(1)

export const percent = (x: number) =>
  Number.isFinite(x) ? `±${(100 * x).toFixed(0)} %` : 'too few'

/** One table for each variant and size: the contestants that took turns, cheapest first. */
export function contestTables({ results, dropped }: Outcome): string {
  const groups = groupBy(results, heading)
  const tables = [...groups].map(([title, group]) => `${title}\n\n${contestTable(group)}`)
  const lines = dropped.map(
    ({ contestant, reason }) => `${describe(contestant)} dropped out: ${reason}`,
  )
  return [...tables, ...lines].join('\n\n')
}

function heading({ contestant: { workload, variant, n } }: Result): string {
  return [workload, variant === 'plain' ? '' : variant, n > 0 ? `n=${n.toLocaleString('en')}` : '']
    .filter(Boolean)
    .join(' ')
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

function contestTable(group: readonly Result[]): string {
  const sorted = [...group].sort((a, b) => summary(a).quartile - summary(b).quartile)
  const first = sorted[0]!
  const density = first.contestant.workload === 'density'
  const head = [
    'flavour',
    density ? 'bytes' : 'ns',
    'min',
    'median',
    'A/A',
    `beside ${label(first)}`,
    ...(density ? ['resident', 'create s', 'first s', 'end s'] : []),
  ]
  return table(
    head,
    sorted.map(result => {
      const { quartile, min, median } = summary(result)
      return [
        label(result),
        figureText(quartile),
        figureText(min),
        figureText(median),
        percent(spread(result)),
        result === first ? '' : relation(result, first),
        ...(density ? census(result) : []),
      ]
    }),
  )
}

function label({ contestant: { flavour, node } }: Result): string {
  return node === undefined ? flavour : `${flavour}, node ${node}`
}

function relation(result: Result, first: Result): string {
  const { ratio, claim } = compare(result, first)
  return claim === 'within noise' ? 'within noise' : `${ratio.toFixed(2)} ×`
}

function census({ censuses }: Result): Row {
  const last = censuses.at(-1)!
  return [
    figureText(last.resident),
    last.create.toFixed(2),
    last.first.toFixed(5),
    last.teardown?.toFixed(2) ?? 'none',
  ]
}

const limitText = (limit: number) => String(Number(limit.toPrecision(3)))

/** Every bound: its value, and whether the promise and the aim are met. */
export function boundsTable(verdicts: readonly Verdict[]): string {
  const mark = (held: Verdict['must']) =>
    held === undefined
      ? ''
      : `${limitText(held.limit)} ${held.met === undefined ? 'not measured' : held.met ? 'met' : 'NOT MET'}`
  return table(
    ['bound', 'value', 'A/A', 'must', 'aim'],
    verdicts.map(({ subject, against, value, spread, must, aim }) => [
      against === undefined ? subject : `${subject} (${against})`,
      value === undefined ? '-' : value.toFixed(value >= 20 ? 0 : 2),
      spread === undefined ? '' : percent(spread),
      mark(must),
      mark(aim),
    ]),
  )
}

/** What a full run is going to do. */
export function planTable(
  contests: readonly (Planned & { readonly planned: number })[],
  seconds: number,
): string {
  const flavours = (planned: Planned) =>
    new Set(planned.contestants.map(({ flavour }) => flavour)).size
  const rows = contests.map(contest => [
    contest.workload.name,
    String(flavours(contest)),
    String(contest.contestants.length),
    String(contest.launches),
    durationText(contest.planned),
  ])
  return table(
    ['workload', 'flavours', 'contestants', 'launches', 'planned'],
    [...rows, ['together', '', '', '', durationText(seconds)]],
  )
}

export function machineText(machine: Machine): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  const missing = Object.entries(machine.unavailable).map(([name, why]) => `${name}: ${why}`)
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}; ${machine.launches}`,
    versions.join(', '),
    ...missing.map(line => `without ${line}`),
  ].join('\n')
}
