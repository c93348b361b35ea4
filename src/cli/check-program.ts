/**
 * The process that `hocket check` starts: loads the program, checks it, and prints what came of it.
 *
 * Arguments: the path of the program, and the options of the command as JSON.
 */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  CheckError,
  type CheckOptions,
  check,
  diagram,
  type Effort,
  explainFailure,
  type Failure,
  type Mode,
  type Program,
  summary,
} from '../check/index.ts'
import type { TraceEvent } from '../trace/events.ts'
import { jsonLinesHeader, toLines } from '../trace/json-lines.ts'
import { networkOf } from '../trace/network.ts'
import { findStuck } from '../trace/wait-graph.ts'
import { waitsOf } from '../trace/waits.ts'

interface Request {
  readonly export?: string
  readonly mode?: Mode
  readonly seed?: string
  readonly runs?: string
  readonly time?: 'free'
  readonly all: boolean
  readonly diagram: boolean
  /** File to write a failure to. */
  readonly trace?: string
  readonly replay?: string
}

const EXIT = { holds: 0, fails: 1, 'not exhausted': 2 } as const

async function main(path: string, request: Request): Promise<number> {
  const module = await load(path)
  const program = programOf(module, request.export)
  const { seed, runs, mode, time, replay, all } = request
  const options: CheckOptions = {
    all,
    ...(mode !== undefined && { mode }),
    ...(time !== undefined && { time }),
    ...(replay !== undefined && { replay }),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(runs !== undefined && { maxRuns: Number(runs) }),
    ...(process.stderr.isTTY && { progress: show }),
  }
  const report = await check(program, options)
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  console.log(summary(report))
  if (report.verdict === 'holds') for (const one of report.assumptions) console.log(`  ${one}`)
  if (report.failure !== undefined) {
    console.log(`\n${explainFailure(report.failure)}`)
    if (request.diagram) console.log(`\n${diagram(report.failure)}`)
    if (request.trace !== undefined) writeTrace(request.trace, path, report.failure)
  }
  return report.verdict === 'not exhausted' && replay !== undefined ? 0 : EXIT[report.verdict]
}

async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new Error(`${path} cannot be loaded: ${error instanceof Error ? traced(error) : error}`)
  }
}

/** A failure as a trace that the page shows from its beginning. */
function writeTrace(out: string, path: string, failure: Failure): void {
  const { message, kind } = failure
  const events = kind === 'deadlock' ? withVerdict(failure.events) : failure.events
  const program = relative(process.cwd(), path)
  const directory = process.cwd()
  const details = { program, directory, mode: 'counterexample', property: message }
  writeFileSync(out, jsonLinesHeader(details) + toLines(events))
  console.log(`\nhocket view ${out} shows it step by step`)
}

/** With who is stuck as its last event: that it is a deadlock was found out here, and not by whoever draws it. */
function withVerdict(events: readonly TraceEvent[]): TraceEvent[] {
  const { stuck, knots } = findStuck(waitsOf(networkOf(events), { closed: true }))
  const { sequence = -1, time = 0 } = events.at(-1) ?? {}
  return [...events, { sequence: sequence + 1, time, kind: 'deadlock', stuck, knot: knots.flat() }]
}

/** An error with the lines of its stack that are the program's. */
function traced({ stack = '', message }: Error): string {
  const lines = stack.split('\n').filter(line => !/^ *at .*(node:|node_modules|\/cli\/)/.test(line))
  return stack === '' ? message : lines.join('\n')
}

let shown = 0

/** One line that is written over, a few times a second. */
function show({ runs, states, depth, events, milliseconds }: Effort): void {
  if (milliseconds - shown < 250) return
  shown = milliseconds
  const rate = Math.round(events / (milliseconds / 1000))
  const kept = states > 0 ? `, ${states} states` : ''
  process.stderr.write(`\r\x1b[K${runs} schedules${kept}, depth ${depth}, ${rate} events/s`)
}

function programOf(module: Readonly<Record<string, unknown>>, name?: string): Program {
  const functions = Object.entries(module).filter(([, value]) => typeof value === 'function')
  const names = functions.map(([key]) => key)
  const wanted =
    name ??
    ['default', 'program'].find(one => names.includes(one)) ??
    (names.length === 1 ? names[0] : undefined)
  const program = functions.find(([key]) => key === wanted)?.[1]
  if (program !== undefined) return program as Program
  if (names.length === 0)
    throw new CheckError('the file exports no function: export async function program() { … }')
  throw new CheckError(
    wanted === undefined
      ? `which of the exports ${names.join(', ')} is the program? hocket check FILE --export NAME`
      : `there is no function exported as '${wanted}': ${names.join(', ')}`,
  )
}

try {
  // The program shall not take them for its own.
  const [path, request] = process.argv.splice(2) as [string, string]
  process.exitCode = await main(path, JSON.parse(request) as Request)
} catch (error) {
  process.stderr.write(`hocket: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
// Written, and then at once: what the program has left running, such as a timer or a server, would keep this process.
process.stdout.write('', () => process.exit())
