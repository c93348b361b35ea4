/**
 * A trace as JSON lines: a header, then one event to a line. The form in which a trace is kept in a file and sent.
 */

import type { TraceEvent } from './events.ts'

const FORMAT = 'hocket-trace'
const VERSION = 1

/**
 * The header line, with its line end: write it first, then events in any number of pieces.
 *
 * @param details more fields, such as the name of the program
 */
export function jsonLinesHeader(details: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...details })}\n`
}

/** Events as lines, without the header: what is appended to a file that is being written. */
export function toLines(events: Iterable<TraceEvent>): string {
  let text = ''
  for (const event of events) text += `${JSON.stringify(event)}\n`
  return text
}

/** A whole trace as text, to be read back by `readJsonLines`. */
export function writeJsonLines(events: Iterable<TraceEvent>): string {
  return jsonLinesHeader() + toLines(events)
}

/** What the header of a trace says beside its format, as far as these fields are text. */
export function readDetails<Name extends string>(
  text: string,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const header = parse(text.slice(0, text.indexOf('\n'))) as Record<string, unknown> | undefined
  const details: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = header?.[name]
    if (typeof value === 'string') details[name] = value
  }
  return details
}

/**
 * Reads a trace back. A last line that was cut off is left out: the writer may have been killed in it.
 *
 * @param trace the whole, or pieces of it cut anywhere: a string holds half a gigabyte at most
 * @throws Error when the text is no trace, was written by a newer version, or has a line that is no event
 */
export function readJsonLines(trace: string | Iterable<string>): TraceEvent[] {
  const events: TraceEvent[] = []
  let number = 0
  for (const line of linesOf(typeof trace === 'string' ? [trace] : trace)) {
    number++
    if (number === 1) checkHeader(line)
    else if (line !== '') events.push(eventOf(line, number))
  }
  return events
}

/** The lines that are whole, or the first one if there is no other: of a header alone. */
function* linesOf(pieces: Iterable<string>): Generator<string, undefined> {
  let begun = ''
  let none = true
  for (const piece of pieces) {
    const lines = (begun + piece).split('\n')
    begun = lines.pop() as string
    none &&= lines.length === 0
    yield* lines
  }
  if (none) yield begun
}

function checkHeader(line: string): void {
  const header = parse(line)
  if (header?.format !== FORMAT) {
    throw new Error(
      'not a trace: the first line is not the header that `hocket run --trace OUT` writes',
    )
  }
  const version = header.version
  if (typeof version !== 'number' || version > VERSION) {
    throw new Error(
      `the trace has version ${version}; this hocket reads up to ${VERSION}, update it`,
    )
  }
}

function eventOf(line: string, number: number): TraceEvent {
  const event = parse(line)
  if (typeof event?.kind !== 'string' || typeof event.sequence !== 'number') {
    throw new Error(`line ${number} of the trace is no event: ${line.slice(0, 60)}`)
  }
  // Kinds added by a later minor version pass through: who reads events must skip what it does not know.
  return event as TraceEvent
}

/** The fields by which a header and an event are told from anything else. */
interface Line {
  readonly format?: unknown
  readonly version?: unknown
  readonly kind?: unknown
  readonly sequence?: unknown
}

function parse(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
