/**
 * Who waits for whom, and which of them can never go on.
 *
 * A process blocked in a selection needs any one of its guards, a parent needs the end of all its children. So the
 * graph is an AND-OR graph, and a cycle in it is no deadlock yet: an alternative on the cycle may still be served
 * from elsewhere. What is stuck is the greatest set of processes of which each is blocked by members of the set
 * alone; the knots are the cores of that set, strongly connected and stuck without help from the rest, which
 * merely waits for them. With alternatives alone a knot is a sink component of the graph.
 *
 * Sources: Holt, "Some deadlock properties of computer systems" (1972), for knots; Knapp, "Deadlock detection in
 * distributed databases" (1987), for the AND-OR model.
 */

import type { Guarded } from './events.ts'
import { components } from './strong-components.ts'

/** A guard with the processes that could answer it; `undefined` when something outside could. */
export interface GuardWait {
  readonly guard: Guarded
  readonly servers: readonly number[] | undefined
}

/** What one process waits for. */
export interface Wait {
  readonly process: number
  /** Whether all guards must happen (a parent and its children) or any one of them. */
  readonly all: boolean
  readonly guards: readonly GuardWait[]
}

/** What is found in a wait-for graph. */
export interface Stuck {
  /** Every process that can never go on, ascending. */
  readonly stuck: readonly number[]
  /** The cores of the stuck processes, each ascending; disjoint, and at least one when anything is stuck. */
  readonly knots: readonly (readonly number[])[]
}

/** Processes that are not in `waits` are taken to be running: what they could serve may still happen. */
export function findStuck(waits: readonly Wait[]): Stuck {
  const byProcess = new Map(waits.map(wait => [wait.process, wait]))
  const stuck = stuckWithin([...byProcess.keys()], byProcess)
  const knots = knotsWithin(stuck, byProcess)
  return { stuck: ascending(stuck), knots: knots.map(ascending).sort((x, y) => x[0]! - y[0]!) }
}

function ascending(ids: readonly number[]): number[] {
  return [...ids].sort((x, y) => x - y)
}

/**
 * The greatest subset that is stuck when everything outside of `members` is alive.
 *
 * Life spreads from the outside: a guard is alive when one of its servers is, a process when one of its guards is
 * (all of them, for a parent). Whoever life does not reach is stuck. Each server is looked at once, so the time is
 * linear in the size of the graph.
 */
function stuckWithin(members: readonly number[], waits: ReadonlyMap<number, Wait>): number[] {
  const inside = new Set(members)
  const alive: number[] = []
  // For each process: how many guards have yet to come alive before it does, and who hears when a server comes alive.
  const missing = new Map<number, number>()
  const served = new Map<number, { readonly process: number; alive: boolean }[]>()

  const enliven = (process: number) => {
    const left = missing.get(process)! - 1
    missing.set(process, left)
    if (left === 0) alive.push(process)
  }

  for (const process of members) {
    const { all, guards } = waits.get(process)!
    missing.set(process, all ? guards.length : 1)
    if (all && guards.length === 0) alive.push(process)
  }
  for (const process of members) {
    for (const { servers } of waits.get(process)!.guards) {
      if (servers === undefined || servers.some(server => !inside.has(server))) {
        enliven(process)
        continue
      }
      const entry = { process, alive: false }
      for (const server of new Set(servers)) {
        const entries = served.get(server)
        if (entries) entries.push(entry)
        else served.set(server, [entry])
      }
    }
  }

  const reached = new Set<number>()
  for (let process = alive.pop(); process !== undefined; process = alive.pop()) {
    reached.add(process)
    for (const entry of served.get(process) ?? []) {
      if (entry.alive) continue
      entry.alive = true
      enliven(entry.process)
    }
  }
  return members.filter(process => !reached.has(process))
}

/** Splits a stuck set into components, and each again until it is stuck by itself and in one piece. */
function knotsWithin(members: readonly number[], waits: ReadonlyMap<number, Wait>): number[][] {
  const closed = stuckWithin(members, waits)
  if (closed.length === 0) return []
  const inside = new Set(closed)
  const parts = components(closed, process => blockers(waits.get(process)!, inside))
  if (parts.length === 1) return parts
  return parts.flatMap(part => knotsWithin(part, waits))
}

/** The members of a set that block a member: the servers of its guards that only the set could answer. */
export function blockers(wait: Wait, inside: ReadonlySet<number>): number[] {
  const dead = wait.guards.filter(({ servers }) => servers?.every(server => inside.has(server)))
  return dead.flatMap(({ servers }) => servers ?? [])
}
