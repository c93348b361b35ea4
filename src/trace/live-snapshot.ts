/**
 * The network that is running now: what the events tell, and what only the engine's objects know.
 *
 * That a process waits for those it started in parallel happens in its promises, out of the recorder's sight; but
 * the scope that it waits for can be asked.
 */

import { isJoining, type Scope } from '../core/scope.ts'
import { CHILDREN } from './events.ts'
import { networkOf } from './network.ts'
import { isDeaf } from './places.ts'
import type { Recorder } from './recorder.ts'
import type { Resident, Residents } from './residents.ts'
import type { Pending, ProcessState, Snapshot } from './snapshot.ts'

/** @param sites the lines that await, by process, where they were found */
export function liveSnapshot(
  recorder: Recorder,
  residents: Residents,
  sites: ReadonlyMap<number, readonly string[]> = new Map(),
): Snapshot {
  const snapshot = networkOf(recorder.events())
  const joins = joinsOf(snapshot, residents)
  const deaf = new Set(
    residents.living.filter(({ process }) => isDeaf(process.deref())).map(({ number }) => number),
  )
  const complete = (state: ProcessState): ProcessState => {
    const joined = joins.get(state.process) ?? []
    const own = joined.length === 0 ? state.pending : state.pending.filter(isNotJoin)
    const lines = sites.get(state.process) ?? []
    const located = own.map((pending, i) => {
      const site = lines[i]
      // Of an operation that nothing awaits no line was found.
      return site === undefined || site === '' ? pending : { ...pending, site }
    })
    const whole = { ...state, pending: [...located, ...joined] }
    return deaf.has(state.process) ? { ...whole, deaf: true } : whole
  }
  return { ...snapshot, time: recorder.now(), processes: snapshot.processes.map(complete) }
}

function isNotJoin({ guards }: Pending): boolean {
  return !guards.some(guard => guard.key === CHILDREN)
}

/** For each parent, the scopes that it waits for, as operations. */
function joinsOf(snapshot: Snapshot, residents: Residents): Map<number, Pending[]> {
  const states = new Map(snapshot.processes.map(state => [state.process, state]))
  // Children that were collected are gone with their scope: nothing but their end could go on from there.
  const families = new Map<Scope | 'collected', Map<number, Resident[]>>()
  for (const resident of residents.living) {
    const parent = states.get(resident.number)?.parent
    if (parent === undefined || resident.detached) continue
    const scope = resident.process.deref()?.scope ?? 'collected'
    const family = families.get(scope) ?? new Map<number, Resident[]>()
    families.set(scope, family)
    family.set(parent, [...(family.get(parent) ?? []), resident])
  }
  const joins = new Map<number, Pending[]>()
  for (const [scope, family] of families) {
    if (scope !== 'collected' && !isJoining(scope)) continue
    for (const [parent, children] of family) {
      const since = Math.max(...children.map(child => bornAt(snapshot, child.number)))
      const guards = children.map(child => ({ process: child.number }))
      const join: Pending = { operation: 'wait', guards, since }
      joins.set(parent, [...(joins.get(parent) ?? []), join])
    }
  }
  return joins
}

function bornAt(snapshot: Snapshot, process: number): number {
  const state = snapshot.processes.find(candidate => candidate.process === process)
  return state?.born ?? snapshot.time
}
