/**
 * `hocket trace`: a recorded trace as a picture, on standard output.
 */

import { closeSync, openSync, readSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { TraceEvent } from '../trace/events.ts'
import { mustBeFile, onlyFile, UsageError } from './usage.ts'

const help = `usage: hocket trace FILE --to FORMAT [--last N]

Reads a trace that \`hocket run PROGRAM --trace FILE\` wrote, and writes it to standard output as

  perfetto   JSON for https://ui.perfetto.dev and chrome://tracing
  mermaid    a Mermaid sequence diagram of the last N events (100 if left out)
  dot        the network as Graphviz DOT
  waits      who waits for whom at the end of the trace, as Graphviz DOT; knots are red
  text       one event to a line

exit code: 0; 1 when the file is no trace; 2 when the command was used wrongly
`

type Format = (events: TraceEvent[], last: number | undefined) => Promise<string>

const formats: Readonly<Record<string, Format>> = {
  perfetto: async events => (await import('../trace/perfetto.ts')).toPerfetto(events),
  mermaid: async (events, last) =>
    (await import('../trace/mermaid.ts')).toMermaid(events, last === undefined ? {} : { last }),
  dot: async events => {
    const [{ networkToDot }, { networkOf }] = await Promise.all([
      import('../trace/dot.ts'),
      import('../trace/network.ts'),
    ])
    return networkToDot(networkOf(events))
  },
  waits: async events => {
    const [{ waitGraphToDot }, { networkOf }, { waitsOf }, { findStuck }] = await Promise.all([
      import('../trace/dot.ts'),
      import('../trace/network.ts'),
      import('../trace/waits.ts'),
      import('../trace/wait-graph.ts'),
    ])
    const snapshot = networkOf(events)
    const waits = waitsOf(snapshot, { closed: true })
    return waitGraphToDot(snapshot, waits, findStuck(waits))
  },
  text: async (events, last) => (await import('../trace/text.ts')).toText(events, last),
}

/** Formats of the last events alone. */
const LASTING = ['mermaid', 'text']

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      last: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const missing =
    'which trace? hocket trace FILE --to perfetto; hocket run PROGRAM --trace FILE writes one'
  const file = onlyFile(positionals, 'trace', 'trace', missing)
  const format = values.to !== undefined && Object.hasOwn(formats, values.to) && formats[values.to]
  if (!format)
    throw new UsageError(
      `into what? --to ${Object.keys(formats).join('|')}, not ${values.to ?? 'nothing'}`,
    )
  const last = values.last === undefined ? undefined : Number(values.last)
  if (last !== undefined && !(Number.isInteger(last) && last >= 1))
    throw new UsageError('--last takes a number of events from 1')
  if (last !== undefined && !LASTING.includes(values.to!))
    throw new UsageError(
      `--last goes with --to ${LASTING.join(' and --to ')}; ${values.to} is of the whole`,
    )
  process.stdout.write(await format(await readTrace(file), last))
  return 0
}

/** The events of a trace; whatever is wrong with it is said of the file. */
export async function readTrace(file: string): Promise<TraceEvent[]> {
  mustBeFile(file, 'trace')
  const { readJsonLines } = await import('../trace/json-lines.ts')
  try {
    return readJsonLines(piecesOf(file))
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`)
  }
}

/** The first piece of a file, in which the header of a trace is. */
export function startOf(file: string): string {
  const [start = ''] = piecesOf(file)
  return start
}

const PIECE_BYTES = 1 << 20

/** The text of a file in pieces, for it may be longer than a string can be. */
function* piecesOf(file: string): Generator<string, undefined> {
  const decoder = new TextDecoder()
  const bytes = new Uint8Array(PIECE_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    for (let length = readSync(descriptor, bytes); length > 0; length = readSync(descriptor, bytes))
      yield decoder.decode(bytes.subarray(0, length), { stream: true })
  } finally {
    closeSync(descriptor)
  }
}
