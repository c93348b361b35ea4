/**
 * Whether a network is deadlocked, judged where the event loop is empty: never by suspicion.
 *
 * The verdict is given only when nothing is left that could act: every process that lives waits in operations on
 * channels or for other processes, and no timer or handle is left that merely does not hold the program. Then
 * whatever is blocked is blocked for ever. A process that waits for something else, a promise of which nothing is
 * known, could be told by something that is not known either: then there is no verdict.
 */

import { CHILDREN, OUTSIDE } from './events.ts'
import { type DeadlockReport, deadlockReport, type ReportOptions } from './report.ts'
import type { Pending, Snapshot } from './snapshot.ts'

/** A process that has not ended. */
export interface Living {
  readonly number: number
  /** Spawned on its own, and nobody asked for its end. */
  readonly leftOver: boolean
}

/** The report of the deadlock, or null if there is none or none is certain. */
export function judge(
  snapshot: Snapshot,
  living: readonly Living[],
  options: ReportOptions = {},
): DeadlockReport | null {
  const states = new Map(snapshot.processes.map(state => [state.process, state]))
  const onlyInside = living.every(({ number }) => {
    const pending = states.get(number)?.pending ?? []
    return pending.length > 0 && pending.every(isInside)
  })
  if (!onlyInside) return null
  // Plain code outside of processes is awaited by the program itself, where something awaits it at all.
  const outside = states.get(OUTSIDE)?.pending.some(({ site }) => site !== undefined) ?? false
  const leftovers = leftOversOf(living)
  if (living.length === leftovers.size && !outside) return null
  const present = new Set(living.map(({ number }) => number))
  if (outside) present.add(OUTSIDE)
  const processes = snapshot.processes.filter(({ process }) => present.has(process))
  const gone = new Map(
    snapshot.processes.filter(({ outcome }) => outcome).map(({ process, name }) => [process, name]),
  )
  return deadlockReport({ ...snapshot, processes }, { ...options, leftovers, gone })
}

/** The processes that were spawned on their own, are blocked, and are awaited by nobody; null if there are none. */
export function leftBehind(snapshot: Snapshot, living: readonly Living[]): DeadlockReport | null {
  const left = leftOversOf(living)
  const blocked = snapshot.processes.filter(({ process, pending }) => {
    return left.has(process) && pending.length > 0
  })
  if (blocked.length === 0) return null
  return deadlockReport({ ...snapshot, processes: blocked }, { leftovers: left, debugging: true })
}

/** What is known of the processes that are awaited, where that is not enough for a verdict. */
export function unfinished(snapshot: Snapshot, living: readonly Living[]): DeadlockReport {
  const leftovers = leftOversOf(living)
  const present = new Set(living.map(({ number }) => number).filter(n => !leftovers.has(n)))
  const processes = snapshot.processes
    .filter(({ process }) => present.has(process))
    .map(state => {
      const known = state.pending.filter(({ guards }) =>
        guards.every(({ key }) => key !== CHILDREN),
      )
      return { ...state, pending: known.length > 0 ? known : [UNKNOWN] }
    })
  return deadlockReport({ ...snapshot, processes }, { debugging: true })
}

const UNKNOWN: Pending = { operation: 'wait', guards: [{ key: 'an answer, or a promise' }] }

const leftOversOf = (living: readonly Living[]): Set<number> =>
  new Set(living.flatMap(({ number, leftOver }) => (leftOver ? [number] : [])))

/** Whether the operation can only be answered from within the network. */
function isInside({ guards }: Pending): boolean {
  return guards.every(({ channel, process, waitable }) => {
    return channel !== undefined || process !== undefined || waitable !== undefined
  })
}
