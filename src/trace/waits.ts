/**
 * Who could answer whom: the wait-for graph of a snapshot.
 *
 * A channel does not know who holds its ends, JavaScript being what it is. Known are the processes that have used
 * an end, or were given one. That is no ground for a verdict, only for naming names once the verdict is certain.
 */

import type { Direction, Guarded } from './events.ts'
import { isAnswer } from './operations.ts'
import type { ChannelState, ProcessState, Snapshot } from './snapshot.ts'
import type { GuardWait, Wait } from './wait-graph.ts'

/** Why a process is named as the one that could answer. */
export type Role =
  /** It has used the opposite end. */
  | 'writer'
  | 'reader'
  /** It has used the same end: as with a token that one takes and puts back, it may hold what is missing. */
  | 'holder'
  /** It was met last: where nobody else is known, a conversation that broke off is the likely one. */
  | 'met'
  /** It has accepted the call that it does not answer, or reads where the call was made. */
  | 'server'
  /** Its end is awaited. */
  | 'child'
  /** Nobody that is known could. */
  | 'nobody'

/** A wait that knows why each process would have to answer it. */
export interface NamedWait extends Wait {
  readonly guards: readonly (GuardWait & { readonly role: Role })[]
}

export interface WaitsOptions {
  /**
   * Whether the processes of the snapshot are all that can act: the event loop is empty, or the scope is declared
   * closed. If so, nobody will answer on a channel that nobody is known to use.
   */
  readonly closed: boolean
}

/** The blocked processes of a snapshot with those who could answer them. */
export function waitsOf(snapshot: Snapshot, { closed }: WaitsOptions): NamedWait[] {
  const live = snapshot.processes.filter(process => process.outcome === undefined)
  const blocked = live.filter(process => process.pending.length > 0)
  const isLive = new Set(live.map(process => process.process))
  const waiters = awaitedBy(blocked)
  const lastMet = new Map(live.map(({ process, met }) => [process, met === undefined ? [] : [met]]))
  const channels = new Map(snapshot.channels.map(channel => [channel.channel, channel]))
  const wanting = new Set(
    blocked.flatMap(({ process, pending }) =>
      pending.flatMap(({ guards }) => guards.map(guard => wish(process, guard))),
    ),
  )

  const known = new Map<string, Users>()
  /** Found out once for each end, and not for each of those that wait there: they may be all that use it. */
  function usersOf({ channel, readers, writers }: ChannelState, direction: Direction): Users {
    const key = `${direction} ${channel}`
    const found = known.get(key)
    if (found) return found
    const living = (direction === 'read' ? readers : writers).filter(user => isLive.has(user))
    // Who wants the same does not hold it.
    const holding = living.filter(user => !wanting.has(wish(user, { channel, direction })))
    const users = { living: crowd(living), holding: crowd(holding) }
    known.set(key, users)
    return users
  }

  function serve(process: number, guard: Guarded): GuardWait & { role: Role } {
    if (guard.process !== undefined) return { guard, servers: [guard.process], role: 'child' }
    const channel = guard.channel === undefined ? undefined : channels.get(guard.channel)
    if (guard.waitable !== undefined)
      return { guard, servers: closed ? [] : undefined, role: 'nobody' }
    // A timer, a promise, a signal: the world outside may answer those.
    if (!channel) return { guard, servers: undefined, role: 'nobody' }
    // So may another node, of whose processes nothing is known here.
    if (channel.home !== undefined) return { guard, servers: undefined, role: 'nobody' }
    // Whoever waits for the end of this process cannot answer it before.
    const excluded = ancestors(process, waiters).add(process)
    const able = ({ members, has }: Crowd) =>
      [...excluded].some(has) ? members.filter(user => !excluded.has(user)) : members
    const lastPartner = crowd((lastMet.get(process) ?? []).filter(user => isLive.has(user)))
    if (isAnswer(guard)) {
      const accepted = able(lastPartner)
      const servers = accepted.length > 0 ? accepted : able(usersOf(channel, 'read').living)
      if (servers.length > 0) return { guard, servers, role: 'server' }
      return { guard, servers: closed ? [] : undefined, role: 'nobody' }
    }
    const role = guard.direction === 'read' ? 'writer' : 'reader'
    const partners = able(usersOf(channel, guard.direction === 'read' ? 'write' : 'read').living)
    if (partners.length > 0) return { guard, servers: partners, role }
    const holders = able(usersOf(channel, guard.direction === 'read' ? 'read' : 'write').holding)
    if (holders.length > 0) return { guard, servers: holders, role: 'holder' }
    const met = able(lastPartner)
    if (met.length > 0) return { guard, servers: met, role: 'met' }
    return { guard, servers: closed ? [] : undefined, role: 'nobody' }
  }

  return blocked.map(({ process, pending }) => ({
    process,
    // Of several operations at once any may be the one that is awaited.
    all: pending.length === 1 && pending[0]!.operation === 'wait',
    guards: pending.flatMap(({ guards }) => guards.map(guard => serve(process, guard))),
  }))
}

/** Processes, of which it is asked often whether one is among them. */
interface Crowd {
  readonly members: readonly number[]
  readonly has: (process: number) => boolean
}

function crowd(members: readonly number[]): Crowd {
  const set = new Set(members)
  return { members, has: process => set.has(process) }
}

/** The living users of an end of a channel, and those of them that do not wait there themselves. */
interface Users {
  readonly living: Crowd
  readonly holding: Crowd
}

const wish = (process: number, { channel, direction }: Guarded): string =>
  `${process} ${direction} ${channel}`

/** For each process, those that wait for its end. */
function awaitedBy(blocked: readonly ProcessState[]): Map<number, number[]> {
  const waiters = new Map<number, number[]>()
  for (const { process, pending } of blocked) {
    for (const guard of pending.flatMap(({ guards }) => guards)) {
      if (guard.process === undefined) continue
      const known = waiters.get(guard.process)
      if (known) known.push(process)
      else waiters.set(guard.process, [process])
    }
  }
  return waiters
}

function ancestors(process: number, waiters: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set<number>()
  const open = [process]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const waiter of waiters.get(next) ?? []) {
      if (found.has(waiter)) continue
      found.add(waiter)
      open.push(waiter)
    }
  }
  return found
}
