/**
 * A recorded trace as text: JSON lines, first a header, then an event to a line. The header may say more than
 * the format asks for; what is missing is left out of the page's heading.
 */
import type { TraceEvent } from '../../../src/trace/events.ts'

/** What a recording says about itself. Every field may be missing: an old or cut trace still opens. */
export interface TraceHeader {
  readonly format?: string
  readonly version?: number
  /** The program, as the user named it. */
  readonly program?: string
  /** Where it ran: source lines below it are relative to it. */
  readonly directory?: string
  /** A live program, a recording of one, or a counterexample of the checker. */
  readonly mode?: 'live' | 'recorded' | 'counterexample'
  /** For a counterexample: the property that does not hold. */
  readonly property?: string
  /** Changes with every run, so that a restarted server is not taken for the old one. */
  readonly run?: string
}

export interface TraceFile {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
}

/** Thrown for a file that is no trace; says which line, and what was expected there. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError'
}

const FORMAT = 'hocket-trace'

export function parseTraceFile(text: string): TraceFile {
  const header: Record<string, unknown> = {}
  const events: TraceEvent[] = []
  const lines = text.split('\n')
  lines.forEach((line, index) => {
    if (line.trim() === '') return
    const value = parseLine(line, index, index === lines.length - 1)
    if (value === undefined) return
    if (isEvent(value)) events.push(value)
    else if (events.length === 0 && isObject(value)) Object.assign(header, value)
    else throw new TraceFileError(`line ${index + 1} is not an event: ${line.slice(0, 60)}`)
  })
  const { format } = header
  if (format !== FORMAT) {
    throw new TraceFileError(
      'not a trace: the first line is not the header that "hocket run --trace OUT" writes',
    )
  }
  return { header: header as TraceHeader, events }
}

function parseLine(line: string, index: number, last: boolean): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // A program that was killed leaves its last line cut; the rest of the recording is good.
    if (last && index > 0) return undefined
    throw new TraceFileError(
      `line ${index + 1} is not JSON: expected JSON lines, one event to a line`,
    )
  }
}

function isEvent(value: unknown): value is TraceEvent {
  if (!isObject(value)) return false
  const { kind, sequence, time } = value
  return typeof kind === 'string' && typeof sequence === 'number' && typeof time === 'number'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
