/**
 * What a check has found, as values and as text.
 */

import type { TraceEvent } from '../trace/events.ts'
import { toMermaid } from '../trace/mermaid.ts'
import { networkOf } from '../trace/network.ts'
import { deadlockReport } from '../trace/report.ts'
import { linkText } from '../trace/report-text.ts'
import { toText } from '../trace/text.ts'
import { chart } from './chart.ts'
import type { FailureKind } from './ending.ts'
import type { CheckOptions, Effort, Mode } from './options.ts'

/** A schedule in which the program goes wrong. */
export interface Failure {
  readonly kind: FailureKind
  readonly message: string
  /** What was thrown, if anything was. */
  readonly error?: unknown
  /** Replays the schedule: `check(program, { replay: token })`. */
  readonly token: string
  /** Communications, timers and other events of the schedule; processes that go on are not counted. */
  readonly length: number
  /** The schedule as a trace of hocket/trace. */
  readonly events: readonly TraceEvent[]
}

/** The outcome of a check. */
export interface CheckReport {
  /** `holds`: nothing was found, and everything was explored, under `assumptions`. */
  readonly verdict: 'holds' | 'fails' | 'not exhausted'
  readonly mode: Mode
  readonly effort: Effort
  /** The first failure that was found, made as short as could be. */
  readonly failure?: Failure
  /** How many schedules failed, by kind; with `all`, how many of the traces. */
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>
  /** What the verdict takes for granted. */
  readonly assumptions: readonly string[]
}

const NOTHING_CHECKED =
  'nothing was communicated, so there was nothing to check: a program is given a context, and no other arguments'

export function assumptionsOf(options: CheckOptions, processes: number, idle: boolean): string[] {
  return [
    ...(idle ? [NOTHING_CHECKED] : []),
    `exhaustive for the ${processes === 1 ? 'one process' : `${processes} processes`} that the program starts`,
    options.time === 'free'
      ? 'a timer may run out at any moment'
      : 'time passes only when nothing else can happen (maximal progress)',
    options.partner === 'fifo'
      ? 'partners meet in the order of their arrival'
      : 'any two partners that wait on a channel may meet',
    'processes run at any speed: where each case of a selection needs a partner, any that waits may be met',
    options.granularity === 'resume'
      ? 'processes that share memory do so between two operations, never during one'
      : `no shared mutable state (looked for, not proved)`,
  ]
}

/** The result in one line. */
export function summary({ verdict, effort, failure, mode, failures }: CheckReport): string {
  const { runs, traces, events, milliseconds } = effort
  const rate = milliseconds > 0 ? Math.round((events / milliseconds) * 1000) : events
  const cost = [
    counted(traces, 'trace'),
    counted(runs, 'schedule'),
    counted(events, 'event'),
    `${Math.round(milliseconds)} ms`,
    `${rate} events/s`,
    `mode ${mode}`,
  ].join(', ')
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0)
  if (failure === undefined) return `${verdict} (${cost})`
  const more = failed > 1 ? `; ${failed} schedules fail` : ''
  return `fails: ${failure.message}${more} (${cost})`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** A failure for people: what, how it came about, who waits for whom, and how to see it again. */
export function describeFailure(failure: Failure): string {
  return `${failure.message}\n\n${explainFailure(failure)}`
}

/** The same without what it is, for whoever has said that already. */
export function explainFailure({ kind, error, events, token, length }: Failure): string {
  const lines = [
    `after ${counted(length, 'event')}:`,
    '',
    chart(events) ?? toText(events).trimEnd(),
  ]
  const thrown = kind === 'error' ? whereThrown(error) : []
  if (thrown.length > 0) lines.push('', 'thrown:', ...thrown)
  if (kind === 'deadlock' || kind === 'leftover' || kind === 'poison leak') {
    const { knots } = deadlockReport(networkOf(events))
    for (const knot of knots) {
      lines.push('', 'who waits for whom:')
      for (const link of knot) lines.push(`  ${linkText(link)}`)
    }
  }
  return [...lines, '', `replay token: ${token}`].join('\n')
}

/** Where this library is. */
const HERE = new URL('..', import.meta.url).pathname

/** The first lines of a stack that are the program's. */
function whereThrown(error: unknown): string[] {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : []
  const own = frames.filter(line => /^ *at /.test(line) && !/node:|<anonymous>/.test(line))
  return own.filter(line => !line.includes(HERE)).slice(0, 3)
}

/** The schedule as a Mermaid sequence diagram. */
export function diagram({ events }: Failure): string {
  return toMermaid(events, { last: Infinity })
}
