/**
 * What is said at the end of a program that has stopped without being debugged: the report of a deadlock, with exit
 * code 1. Loaded by `platform/exit.ts`, at the end alone.
 *
 * The verdict is as strict as while debugging: where it is not known of every process what it waits for, or
 * something may yet call into the program, there is none.
 */

import { awaited } from '../core/awaited.ts'
import { ports } from '../core/ports.ts'
import { Examination } from './examination.ts'
import { tellDeadlock } from './exit-report.ts'
import type { DeadlockReport } from './report.ts'
import { NetworkTracer } from './tracer.ts'
import { mayBeCalled } from './unreferenced.ts'
import { judgeScopes, openScopes, runningIn, waitingOperations } from './unwatched.ts'

export { ports as engine } from '../core/ports.ts'

const examination = new Examination()

/** To be called when the event loop is empty, each time. */
export function examine(): void {
  examination.examine(openScopes(), waitingOperations())
}

/** To be called when the program ends: writes the report where the verdict is certain; answers whether it is. */
export function report(exitCode: number): boolean {
  const scopes = openScopes()
  // Of a scope that is out of sight nobody knows what its processes wait for.
  if (scopes.filter(({ detached }) => !detached).length !== awaited.scopes) return false
  const running = runningIn(scopes)
  const verdict = judgeScopes(scopes, waitingOperations(), examination, { outside: true })
  // Asked last, since that takes longest.
  if (verdict === null || mayBeCalled()) return false
  if (ports.tracer instanceof NetworkTracer) {
    const named = (blocked: DeadlockReport['processes']) =>
      blocked.flatMap(({ process }) => running[process - 1] ?? [])
    const { processes } = verdict
    ports.tracer.deadlocked(named(processes), named(processes.filter(({ knotted }) => knotted)))
  }
  tellDeadlock(verdict, exitCode)
  return true
}
