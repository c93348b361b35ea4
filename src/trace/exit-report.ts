/**
 * The report of a deadlock on standard error, and the exit code that says so.
 */

import { colours, monochrome, type Palette, wantsColour } from './colour.ts'
import { builtin, host } from './host.ts'
import type { DeadlockReport } from './report.ts'
import { leftoversToText, reportToText, unfinishedToText } from './report-text.ts'

/** Exit code of a program that ended in a deadlock. */
const DEADLOCKED = 1
/** Exit code that Node gives a program whose top-level await never settled: a deadlock says why. */
const UNSETTLED = 13

/** @param exitCode the one that the program would end with */
export function tellDeadlock(report: DeadlockReport, exitCode: number): void {
  print(reportToText(report, { palette: palette() }))
  const { process } = host
  if (process !== undefined && (exitCode === 0 || exitCode === UNSETTLED))
    process.exitCode = DEADLOCKED
}

export function tellLeftovers(report: DeadlockReport): void {
  print(leftoversToText(report, { palette: palette() }))
}

export function tellUnfinished(report: DeadlockReport): void {
  print(unfinishedToText(report, { palette: palette() }))
}

function palette(): Palette {
  const { process } = host
  const coloured = process !== undefined && wantsColour(process.env, process.stderr.isTTY === true)
  return coloured ? colours : monochrome
}

/** Written at once: what a stream still holds at exit is lost. */
function print(text: string): void {
  builtin('node:fs')?.writeSync(2, `\n${text}`)
}
