/**
 * Debug mode: sites are found, leaks are watched for, and a deadlock is reported when the program ends in one.
 *
 * Loaded before the program by `hocket run --debug`, or by `hocket` itself where HOCKET_DEBUG=1 is set.
 */

import { awaited } from '../core/awaited.ts'
import { Fiber } from '../fiber/fiber.ts'
import { Examination } from './examination.ts'
import { tellDeadlock, tellLeftovers, tellUnfinished } from './exit-report.ts'
import { unrefTimer, watchForeign } from './foreign.ts'
import { type HostProcess, host } from './host.ts'
import { findLeaksOf, type Leak } from './leaks.ts'
import { liveSnapshot } from './live-snapshot.ts'
import { fiberLine } from './places.ts'
import { type Observation, observe } from './record.ts'
import { Residents } from './residents.ts'
import type { Pending, ProcessState } from './snapshot.ts'
import { openScopes, waitingOperations } from './unwatched.ts'
import { judge, leftBehind, unfinished } from './verdict.ts'

export { ports as engine } from '../core/ports.ts'

interface Debugging {
  readonly observation: Observation
  readonly collected: ReadonlySet<number>
}

let debugging: Debugging | null = null

/** Begins to debug; a second call answers what the first one began. */
export function debug(): Observation {
  if (debugging !== null) return debugging.observation
  const collected = new Set<number>()
  const residents = new Residents(number => collected.add(number))
  const observation = observe({}, residents)
  debugging = { observation, collected }
  awaited.reported = true
  if (host.process !== undefined) reportAtExit(host.process, observation)
  return observation
}

/**
 * Processes that are blocked for ever because nobody can reach the channels that they wait on. Forces garbage
 * collections. Never names a process that could still go on; may miss one that something forgotten still refers to.
 *
 * @throws Error when debugging is not on, or not on Node
 */
export function findLeaks(): Promise<Leak[]> {
  if (debugging === null)
    return Promise.reject(
      new Error(
        'leaks are found while debugging only: `hocket run FILE --debug` or HOCKET_DEBUG=1',
      ),
    )
  return findLeaksOf(debugging.observation, debugging.collected)
}

function reportAtExit(process: HostProcess, { recorder, residents }: Observation): void {
  const isForeign = watchForeign()
  const examination = new Examination()
  let drained = false

  process.on('beforeExit', () => {
    drained = true
    // If something begins anew after all, this fires before anything else can end the program.
    unrefTimer(() => {
      drained = false
    }, 0)
    // The probes need only microtasks, and those run before the program exits.
    const known = [...residents.busy].flatMap(number => residents.waiting(number))
    examination.examine(openScopes(), new Set([...known, ...waitingOperations()]))
  })

  process.on('exit', code => {
    if (!drained || isForeign()) return
    const lines = new Map<number, string[]>()
    for (const { number, process } of residents.living) {
      const fiber = process.deref()
      const line = fiber instanceof Fiber ? fiberLine(fiber) : undefined
      if (line !== undefined) lines.set(number, [line])
    }
    for (const number of residents.busy) {
      const found = residents.waiting(number).map(operation => examination.lineOf(operation) ?? '')
      lines.set(number, found)
    }
    const recorded = liveSnapshot(recorder, residents, lines)
    const snapshot = {
      ...recorded,
      processes: withJoins(recorded.processes, residents, examination),
    }
    const report = judge(snapshot, residents.living, { events: recorder.events(), debugging: true })
    if (report === null) {
      const left = leftBehind(snapshot, residents.living)
      if (left !== null) tellLeftovers(left)
      if (awaited.scopes > 0) tellUnfinished(unfinished(snapshot, residents.living))
      return
    }
    const stuck = report.processes.map(({ process: number }) => number)
    recorder.deadlock(
      stuck,
      report.processes.flatMap(p => (p.knotted ? [p.process] : [])),
    )
    tellDeadlock(report, code)
  })
}

/** Adds what the events do not tell: processes that wait for the ends of others. */
function withJoins(
  states: readonly ProcessState[],
  { living }: Residents,
  examination: Examination,
): ProcessState[] {
  const numbers = new Map(living.map(({ number, process }) => [process.deref(), number]))
  const joins = new Map<number | undefined, Pending[]>()
  for (const { by, ends, site } of examination.awaiting(openScopes())) {
    if (by === null) continue
    const guards = ends.flatMap(process => {
      const number = numbers.get(process)
      return number === undefined ? [] : [{ process: number }]
    })
    const join: Pending = { operation: 'wait', guards, ...(site !== undefined && { site }) }
    joins.set(numbers.get(by), [...(joins.get(numbers.get(by)) ?? []), join])
  }
  return states.map(state => {
    const found = joins.get(state.process)
    if (found === undefined) return state
    // The same wait, seen with its line.
    const pending = state.pending.filter(({ operation }) => operation !== 'wait')
    return { ...state, pending: [...pending, ...found] }
  })
}
