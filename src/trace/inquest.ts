/**
 * What is said at the end of a program that has stopped without being debugged: the report of a deadlock, with exit
 * code 1. Loaded by `platform/exit.ts`, at the end alone.
 */

import { tellDeadlock } from './exit-report.ts'
import { examine, verdict } from './stopped.ts'

export { ports as engine } from '../core/ports.ts'
export { examine }

/** Writes the report where the verdict is certain; answers whether it is. */
export function report(exitCode: number): boolean {
  const found = verdict()
  if (found !== null) tellDeadlock(found, exitCode)
  return found !== null
}
