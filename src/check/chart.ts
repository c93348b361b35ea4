/**
 * A schedule as a sequence diagram in text: a lifeline for each process that does something, time goes down.
 *
 *     producer       consumer
 *     │              │
 *     ├───── c ─────▶│
 *     ■ writes c     ■ reads d
 *
 * ■ is what a process waits for when nothing can happen any more, ✗ where it fails.
 */
import type { TraceEvent } from '../trace/events.ts'
import { networkOf } from '../trace/network.ts'
import { describe } from '../trace/operations.ts'
import { namesOf } from '../trace/snapshot.ts'

/** Something beside one lifeline, or from one to another. */
interface Row {
  readonly at: number
  readonly to?: number
  readonly mark: string
  readonly text: string
}

/** Characters of the widest chart, and of what stands beside a lifeline. */
const WIDEST = 120
const LONGEST = 36

/** The chart, or null where there are too many processes for one that can be read. */
export function chart(events: readonly TraceEvent[]): string | null {
  const names = namesOf(networkOf(events))
  const rows = events.filter(event => !repeats(event, events)).flatMap(event => rowOf(event, names))
  const processes = [...new Set(rows.flatMap(({ at, to }) => (to === undefined ? [at] : [at, to])))]
  processes.sort((one, other) => one - other)
  const columns = columnsOf(processes.map(names.process), processes, rows)
  if (columns.end > WIDEST) return null
  const x = (process: number): number => columns.starts[processes.indexOf(process)]!
  const lifelines = put(' '.repeat(columns.end), ...processes.map(p => [x(p), '│'] as const))
  const heads = put(
    ' '.repeat(columns.end),
    ...processes.map(p => [x(p), names.process(p)] as const),
  )
  const lines = rows.map(({ at, to, mark, text }) =>
    to === undefined
      ? put(lifelines, [x(at), `${mark} ${text}`])
      : arrow(lifelines, x(at), x(to), text),
  )
  return [heads, lifelines, ...lines].map(line => line.trimEnd()).join('\n')
}

/** Whoever waits for the one that failed fails with the same error; it is told once. */
function repeats(event: TraceEvent, events: readonly TraceEvent[]): boolean {
  if (event.kind !== 'end' || event.error === undefined) return false
  const first = events.find(one => one.kind === 'end' && one.error === event.error)
  return first !== event
}

function rowOf(event: TraceEvent, names: ReturnType<typeof namesOf>): Row[] {
  const note = (at: number, text: string, mark = '├'): Row[] => [{ at, mark, text: short(text) }]
  switch (event.kind) {
    case 'rendezvous': {
      const text = short(names.channel(event.channel))
      return [{ at: event.writer, to: event.reader, mark: '├', text }]
    }
    case 'put':
      return note(event.writer, `writes ${names.channel(event.channel)} (${event.depth})`)
    case 'take':
      return note(event.reader, `reads ${names.channel(event.channel)} (${event.depth})`)
    case 'close':
      return note(event.process, `closes ${names.channel(event.channel)}`)
    case 'poison':
      return note(event.process, `poisons ${names.channel(event.channel)}`)
    case 'timer':
      return note(event.process, `after ${event.delay} ms`)
    case 'end':
      return event.outcome === 'failed' ? note(event.process, event.error ?? 'fails', '✗') : []
    case 'park':
      // Who waits for the end of others is told of by them.
      return event.operation === 'wait' && event.guards.length > 0
        ? []
        : note(event.process, describe(event, names), '■')
    default:
      return []
  }
}

const short = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text

/** Where each lifeline stands: far enough from the next for its name, for what stands beside it, and for arrows. */
function columnsOf(names: readonly string[], processes: readonly number[], rows: readonly Row[]) {
  const starts: number[] = []
  let end = 0
  for (const [index, process] of processes.entries()) {
    starts.push(end)
    let width = names[index]!.length + 2
    for (const { at, to, text } of rows) {
      if (to === undefined) {
        if (at === process) width = Math.max(width, text.length + 4)
      } else if (Math.min(at, to) === process || Math.max(at, to) === processes[index + 1])
        width = Math.max(width, text.length + 6)
    }
    end += width
  }
  return { starts, end }
}

function arrow(line: string, from: number, to: number, text: string): string {
  const [left, right] = from < to ? [from, to] : [to, from]
  // A process may take what it has offered itself.
  if (left === right) return put(line, [left, `├ ${text} to itself`])
  const shaft = [...line.slice(left + 1, right)].map(one => (one === '│' ? '┼' : '─')).join('')
  const label = ` ${text} `
  const middle = Math.max(0, Math.floor((shaft.length - label.length) / 2))
  const labelled = put(shaft, [middle, label]).slice(0, shaft.length)
  const whole = from < to ? `├${labelled.slice(0, -1)}▶│` : `│◀${labelled.slice(1)}┤`
  return put(line, [left, whole])
}

/** A line with texts written over it. */
function put(line: string, ...texts: readonly (readonly [number, string])[]): string {
  let written = line
  for (const [at, text] of texts)
    written = `${written.slice(0, at)}${text}${written.slice(at + text.length)}`
  return written
}
