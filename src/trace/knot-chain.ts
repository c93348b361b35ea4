/**
 * A knot as a chain to be read: each line a process, what it is blocked in, and who would have to answer.
 */

import { describeGuard, type Names } from './operations.ts'
import type { NamedWait, Role } from './waits.ts'

/** One process of a knot, and whom it waits for. */
export interface Link {
  readonly process: number
  readonly name: string
  /** What it is blocked in, in words: `reads fork 1`. */
  readonly operation: string
  /** Who would have to answer; empty when nobody is left. */
  readonly servers: readonly { readonly process: number; readonly name: string }[]
  readonly role: Role
}

/**
 * The links of a knot: one cycle first, in its order, then the guards that the cycle leaves untold.
 *
 * @param knot the members, as `findStuck` gives them
 */
export function knotChain(
  knot: readonly number[],
  waits: readonly NamedWait[],
  names: Names,
): Link[] {
  const inside = new Set(knot)
  const byProcess = new Map(waits.map(wait => [wait.process, wait]))
  const links = new Map<number, Link[]>()
  for (const process of knot) {
    const guards = byProcess.get(process)?.guards ?? []
    // A parent is held by the children of the knot only; the others may well end.
    const blocking = guards.filter(({ servers }) => servers?.every(server => inside.has(server)))
    links.set(
      process,
      blocking.map(({ guard, servers, role }) => ({
        process,
        name: names.process(process),
        operation: role === 'child' ? 'waits for the end' : describeGuard(guard, names),
        servers: (servers ?? []).map(server => ({ process: server, name: names.process(server) })),
        role,
      })),
    )
  }
  const cycle = shortestCycle(knot[0]!, links)
  const told = new Set(cycle)
  return [...cycle, ...[...links.values()].flat().filter(link => !told.has(link))]
}

/** The links of a shortest way from a process back to itself; none when nobody is left to wait for. */
function shortestCycle(start: number, links: ReadonlyMap<number, readonly Link[]>): Link[] {
  const via = new Map<number, Link>()
  const open = [start]
  for (const process of open) {
    for (const link of links.get(process) ?? []) {
      for (const server of link.servers) {
        if (server.process === start) return wayTo(link, start, via)
        if (via.has(server.process)) continue
        via.set(server.process, link)
        open.push(server.process)
      }
    }
  }
  return []
}

function wayTo(last: Link, start: number, via: ReadonlyMap<number, Link>): Link[] {
  const way = [last]
  for (let link = last; link.process !== start; way.unshift(link)) link = via.get(link.process)!
  return way
}
