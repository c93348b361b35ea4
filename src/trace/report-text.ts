/**
 * The report of a deadlock as text for people.
 */

import { monochrome, type Palette } from './colour.ts'
import type { Link } from './knot-chain.ts'
import type { BlockedOperation, BlockedProcess, DeadlockReport } from './report.ts'
import type { Role } from './waits.ts'

/** How a report is written. */
export interface TextOptions {
  /** Default: no colour. */
  readonly palette?: Palette
  /** Processes told in full; of the others only the number is given. Default: 20. */
  readonly most?: number
}

/** The whole report, ending in a line end. */
export function reportToText(report: DeadlockReport, options: TextOptions = {}): string {
  const paint = options.palette ?? monochrome
  const most = options.most ?? 20
  const lines = [paint.alarm(paint.strong(headline(report))), '']
  for (const process of report.processes.slice(0, most)) lines.push(...processLines(process, paint))
  if (report.processes.length > most) {
    lines.push(paint.faint(`  and ${report.processes.length - most} more processes`))
  }
  for (const knot of report.knots) {
    lines.push('', paint.strong('  who waits for whom:'))
    for (const link of knot.slice(0, most)) lines.push(`    ${linkText(link, paint)}`)
    if (knot.length > most) lines.push(paint.faint(`    and ${knot.length - most} more`))
  }
  if (report.debugging && report.leftovers.length > 0) {
    lines.push('', leftoversToText(report, options).trimEnd())
  }
  if (!report.debugging) {
    const how = '`hocket run FILE --debug` or HOCKET_DEBUG=1'
    lines.push(
      '',
      paint.faint(`  who holds what, what came before, and where all was made: ${how}`),
    )
  }
  return `${lines.join('\n')}\n`
}

/** Blocked processes that nobody awaits: no deadlock, but worth a look. */
export function leftoversToText(
  { leftovers }: DeadlockReport,
  { palette: paint = monochrome, most = 20 }: TextOptions = {},
): string {
  const count = leftovers.length === 1 ? '1 process is' : `${leftovers.length} processes are`
  const lines = [paint.strong(`${count} left behind blocked, awaited by nobody`)]
  for (const process of leftovers.slice(0, most)) lines.push(...processLines(process, paint))
  return `${lines.join('\n')}\n`
}

/** The end of a program that was not to be the end of these processes; no verdict. */
export function unfinishedToText(
  { processes }: DeadlockReport,
  { palette: paint = monochrome, most = 20 }: TextOptions = {},
): string {
  const lines = [
    paint.strong(
      'the program has ended, and processes that are awaited have not; they may wait for something outside of it',
    ),
    '',
  ]
  for (const process of processes.slice(0, most)) lines.push(...processLines(process, paint))
  if (processes.length > most)
    lines.push(paint.faint(`  and ${processes.length - most} more processes`))
  return `${lines.join('\n')}\n`
}

/** One line: how many processes are stuck, and why. */
export function headline({ processes, knots, debugging }: DeadlockReport): string {
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`
  const cyclic = knots.some(knot => knot.length > 1)
  const them = processes.length === 1 ? 'it' : 'them'
  const alone = debugging
    ? 'for something that nobody will do'
    : `and nothing is left to wake ${them}`
  const why = cyclic ? 'in a network that waits for itself' : alone
  return `deadlock: ${count} blocked for ever, ${why}`
}

function processLines(process: BlockedProcess, paint: Palette): string[] {
  const lines = [`  ${paint.process(process.name)}${at(process.site, 'spawned at', paint)}`]
  for (const operation of process.operations) lines.push(...operationLines(operation, paint))
  if (process.deaf)
    lines.push(
      '    was told to stop, and waits without its signal: pass { signal } to what it awaits',
    )
  if (process.last.length > 0) {
    lines.push(paint.faint(`    before that: ${process.last.join(', then ')}`))
  }
  return lines
}

function operationLines(operation: BlockedOperation, paint: Palette): string[] {
  const waiting =
    operation.waiting === undefined ? '' : paint.faint(` for ${duration(operation.waiting)}`)
  const lines = [`    ${operation.text}${waiting}${at(operation.site, 'at', paint)}`]
  for (const { name, site, buffer, depth } of operation.channels) {
    if (site === undefined && buffer === undefined) continue
    const room = buffer ? ` (${buffer.kind}, ${depth} of ${buffer.capacity} full)` : ''
    lines.push(`      ${paint.channel(name)}${room}${at(site, 'made at', paint)}`)
  }
  return lines
}

function at(site: string | undefined, words: string, paint: Palette): string {
  return site === undefined ? '' : paint.faint(` ${words} ${site}`)
}

const roleTexts: Record<Role, string> = {
  writer: 'to be written by',
  reader: 'to be read by',
  holder: 'held by',
  met: 'last met',
  server: 'to be answered by',
  child: 'of',
  nobody: '',
}

/** One link of a knot: `philosopher 0 reads fork 1 ← held by philosopher 1`. */
export function linkText({ name, operation, servers, role }: Link, paint = monochrome): string {
  const start = `${paint.process(name)} ${operation}`
  if (servers.length === 0) return `${start} ← nobody is left who could answer`
  const list = servers.map(server => paint.process(server.name)).join(' or ')
  return role === 'child' ? `${start} of ${list}` : `${start} ← ${roleTexts[role]} ${list}`
}

function duration(milliseconds: number): string {
  if (milliseconds < 1) return 'less than 1 ms'
  if (milliseconds < 10_000) return `${Math.round(milliseconds)} ms`
  return `${Math.round(milliseconds / 1000)} s`
}
