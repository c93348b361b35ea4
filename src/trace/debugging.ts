/**
 * Debug mode: sites are found, leaks are watched for, and a deadlock is reported when the program ends in one.
 *
 * Loaded before the program by `hocket run --debug`, or by `hocket` itself where HOCKET_DEBUG=1 is set.
 */

import type { AsyncOperation } from '../core/operation.ts'
import { colours, monochrome, wantsColour } from './colour.ts'
import { unrefTimer, watchForeign } from './foreign.ts'
import { builtin, type HostProcess, host } from './host.ts'
import { findLeaksOf, type Leak } from './leaks.ts'
import { liveSnapshot } from './live-snapshot.ts'
import { probe } from './probe.ts'
import { type Observation, observe } from './record.ts'
import { leftoversToText, reportToText } from './report-text.ts'
import { Residents } from './residents.ts'
import { judge, leftBehind } from './verdict.ts'

/** Exit code of a program that ended in a deadlock. */
const DEADLOCKED = 1
/** Exit code that Node gives a program whose top-level await never settled: a deadlock says why. */
const UNSETTLED = 13

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
  const sites = new WeakMap<AsyncOperation, string[]>()
  let drained = false

  process.on('beforeExit', () => {
    drained = true
    // If something begins anew after all, this fires before anything else can end the program.
    unrefTimer(() => {
      drained = false
    }, 0)
    // The probes need only microtasks, and those run before the program exits.
    for (const number of residents.busy) {
      for (const operation of residents.waiting(number)) {
        if (sites.has(operation)) continue
        sites.set(operation, [])
        void probe(operation).then(lines => sites.set(operation, lines))
      }
    }
  })

  process.on('exit', code => {
    if (!drained || isForeign()) return
    const lines = new Map<number, string[]>()
    for (const number of residents.busy) {
      const found = residents.waiting(number).map(operation => sites.get(operation)?.[0] ?? '')
      lines.set(number, found)
    }
    const snapshot = liveSnapshot(recorder, residents, lines)
    const palette = wantsColour(process.env, process.stderr.isTTY === true) ? colours : monochrome
    const report = judge(snapshot, residents, { events: recorder.events(), debugging: true })
    if (report === null) {
      const left = leftBehind(snapshot, residents)
      if (left !== null) print(leftoversToText(left, { palette }))
      return
    }
    const stuck = report.processes.map(({ process: number }) => number)
    recorder.deadlock(
      stuck,
      report.processes.flatMap(p => (p.knotted ? [p.process] : [])),
    )
    print(reportToText(report, { palette }))
    if (code === 0 || code === UNSETTLED) process.exitCode = DEADLOCKED
  })
}

/** Written at once: what a stream still holds at exit is lost. */
function print(text: string): void {
  builtin('node:fs')?.writeSync(2, `\n${text}`)
}
