/**
 * What is wrong with a program that has come to its end, or cannot go on.
 */
import { PoisonError } from '../core/errors.ts'
import type { Outcome } from './environment.ts'
import type { Task } from './party.ts'
import type { Run } from './run.ts'

/** What can be wrong with a program; docs/checking.md tells what each means. */
export type FailureKind =
  | 'deadlock'
  | 'error'
  | 'leftover'
  | 'poison leak'
  | 'livelock'
  | 'invariant'
  | 'specification'
  | 'sharing'
  | 'nondeterminism'
  | 'foreign wait'

/** What was found at the end of one schedule. */
export interface Finding {
  readonly kind: FailureKind
  readonly message: string
  readonly error?: unknown
}

/** The finding of a run in which nothing can happen any more, or null if all is well. */
export function findingAtEnd(
  run: Run,
  outcome: Outcome,
  daemons: ReadonlySet<string>,
): Finding | null {
  if (outcome.roots.length > 0) return failure(outcome.roots[0])
  if (outcome.unhandled.length > 0) return failure(outcome.unhandled[0])
  const left = run.tasks.filter(task => !task.ended && !waitsForOthers(task, run))
  const stuck = left.filter(task => !daemons.has(task.name))
  if (stuck.length === 0) return null
  const names = named(stuck)
  if (!outcome.over)
    return {
      kind: 'deadlock',
      message: `deadlock: ${names} ${wait(stuck)} for what will not happen`,
    }
  if (run.notes.some(({ what }) => what.kind === 'poison'))
    return {
      kind: 'poison leak',
      message: `the poison did not reach ${names}: left waiting when the program has ended`,
    }
  return { kind: 'leftover', message: `left over when the program has ended: ${names}` }
}

/** Their names; where several have the same, with their number. */
function named(tasks: readonly Task[]): string {
  const counts = new Map<string, number>()
  for (const { name } of tasks) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => `'${name}'${count > 1 ? ` (${count})` : ''}`).join(', ')
}

const wait = (tasks: readonly Task[]): string => (tasks.length === 1 ? 'waits' : 'wait')

/** Whether a process waits for the end of others only: they are named instead of it. */
function waitsForOthers(task: Task, run: Run): boolean {
  const waits = [...run.waiting.values()].some(
    party => party.task === task && party.places.length > 0,
  )
  return !waits && run.tasks.some(child => child.parent === task && !child.ended)
}

/** The finding for something that was thrown. */
export function failure(error: unknown): Finding {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const root = error instanceof PoisonError && error.cause !== undefined ? error.cause : error
  return { kind: 'error', message: text, error: root }
}
