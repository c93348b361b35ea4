/**
 * What a network looks like at one moment of a recording.
 *
 * The state is mutable, for speed, but forks are cheap: a fork shares every process and channel with its
 * origin, and whoever writes first copies that one entry. Each entry carries the generation of the state
 * that owns it; an entry of another generation must not be written. That is what makes a checkpoint every
 * few thousand events affordable with ten thousand processes.
 */
import { type Direction, type Guarded, type Operation, OUTSIDE } from '../../../src/trace/events.ts'
import { noCounts, type ProcessStatus, type StatusCounts } from './status.ts'

/** One operation that a process is blocked in. Async processes may have several at a time. */
export interface Pending {
  readonly operation: Operation
  readonly guards: readonly Guarded[]
  /** Milliseconds since the recording began. */
  readonly since: number
  readonly site?: string
}

export interface ProcessState {
  generation: number
  readonly id: number
  name: string
  parent: number | undefined
  flavour: 'async' | 'fiber' | undefined
  site: string | undefined
  status: ProcessStatus
  pending: readonly Pending[]
  /** Operations that were matched but whose process has not been resumed yet. */
  matched: number
  communications: number
  /** Milliseconds since the recording began at which the status was entered. */
  since: number
  outcome: 'done' | 'ended' | 'failed' | 'cancelled' | undefined
  error: string | undefined
  lastChoice: string | undefined
}

export type ChannelStatus = 'open' | 'draining' | 'closed' | 'poisoned'

export interface ChannelState {
  generation: number
  readonly id: number
  name: string
  buffer: { readonly kind: string; readonly capacity: number } | undefined
  site: string | undefined
  status: ChannelStatus
  cause: string | undefined
  /** Values in the buffer. */
  depth: number
  /** Every process ever seen at an end, with the number of communications it made there. */
  writers: Map<number, number>
  readers: Map<number, number>
  waitingWriters: Set<number>
  waitingReaders: Set<number>
  communications: number
  /** Communications a second, decaying; true at `rateTime`. Read it through `rateAt`. */
  rate: number
  rateTime: number
}

export interface NetworkState {
  generation: number
  processes: Map<number, ProcessState>
  channels: Map<number, ChannelState>
  counts: StatusCounts
  /** Processes that have ended, the oldest first. */
  ended: number[]
  /** Channels that are closed or poisoned, the oldest first. */
  endedChannels: number[]
  /** Sequence number of the last event applied; -1 before the first. */
  sequence: number
  /** Milliseconds since the recording began, of the last event applied. */
  time: number
  spawned: number
  communications: number
  /** Events that the stream left out, known from gaps in the sequence numbers. */
  missed: number
  /** Who was known before the stream began anew: what stays true of those who are told of again. */
  earlier: Pick<NetworkState, 'processes' | 'channels'> | undefined
  /** The verdict of a deadlock, once the stream has told one. */
  deadlock: { readonly stuck: readonly number[]; readonly knot: readonly number[] } | undefined
  /** Changes whenever a process, a channel or an end of a channel comes or goes. */
  topology: number
}

let generations = 0

export function createState(): NetworkState {
  generations += 1
  return {
    generation: generations,
    processes: new Map(),
    channels: new Map(),
    counts: noCounts(),
    ended: [],
    endedChannels: [],
    sequence: -1,
    time: 0,
    spawned: 0,
    communications: 0,
    missed: 0,
    earlier: undefined,
    deadlock: undefined,
    topology: 0,
  }
}

/** A state that starts equal to `origin`. The origin must not be written afterwards: it is a checkpoint. */
export function fork(origin: NetworkState): NetworkState {
  generations += 1
  return {
    ...origin,
    generation: generations,
    processes: new Map(origin.processes),
    channels: new Map(origin.channels),
    counts: { ...origin.counts },
    ended: origin.ended.slice(),
    endedChannels: origin.endedChannels.slice(),
  }
}

/**
 * A state for a stream that left events out and tells anew what still holds, before `sequence` and all it tells.
 * Whoever is not told of again is gone; whoever is, keeps its name, its place and what it has done.
 */
export function beginAnew(origin: NetworkState, sequence: number): NetworkState {
  const { spawned, communications, time, topology } = origin
  return {
    ...createState(),
    spawned,
    communications,
    time,
    topology: topology + 1,
    sequence: sequence - 1,
    missed: origin.missed + sequence - 1 - origin.sequence,
    earlier: { processes: origin.processes, channels: origin.channels },
  }
}

/** The process, writable in this state. One that was never announced (a late recording) is made up. */
export function ownProcess(state: NetworkState, id: number): ProcessState {
  const found = state.processes.get(id)
  if (found?.generation === state.generation) return found
  const before = found ? undefined : state.earlier?.processes.get(id)
  const own: ProcessState = found
    ? { ...found, generation: state.generation }
    : {
        generation: state.generation,
        id,
        name: before?.name ?? (id === OUTSIDE ? 'outside' : `process ${id}`),
        parent: before?.parent,
        flavour: before?.flavour,
        site: before?.site,
        status: 'running',
        pending: [],
        matched: 0,
        communications: before?.communications ?? 0,
        since: state.time,
        outcome: undefined,
        error: undefined,
        lastChoice: before?.lastChoice,
      }
  if (!found) {
    // Code outside every process takes part, but is not counted as one of them.
    if (id !== OUTSIDE) state.counts.running += 1
    state.topology += 1
  }
  state.processes.set(id, own)
  return own
}

/** The channel, writable in this state. One that was never announced is made up. */
export function ownChannel(state: NetworkState, id: number): ChannelState {
  const found = state.channels.get(id)
  if (found?.generation === state.generation) return found
  const before = found ? undefined : state.earlier?.channels.get(id)
  const own: ChannelState = found
    ? {
        ...found,
        generation: state.generation,
        writers: new Map(found.writers),
        readers: new Map(found.readers),
        waitingWriters: new Set(found.waitingWriters),
        waitingReaders: new Set(found.waitingReaders),
      }
    : {
        generation: state.generation,
        id,
        name: before?.name ?? `channel ${id}`,
        buffer: before?.buffer,
        site: before?.site,
        status: 'open',
        cause: undefined,
        depth: 0,
        writers: new Map(before?.writers),
        readers: new Map(before?.readers),
        waitingWriters: new Set(),
        waitingReaders: new Set(),
        communications: before?.communications ?? 0,
        rate: before?.rate ?? 0,
        rateTime: before?.rateTime ?? state.time,
      }
  if (!found) state.topology += 1
  state.channels.set(id, own)
  return own
}

export function setStatus(state: NetworkState, process: ProcessState, status: ProcessStatus): void {
  if (process.status === status) return
  if (process.id !== OUTSIDE) {
    state.counts[process.status] -= 1
    state.counts[status] += 1
  }
  process.status = status
  process.since = state.time
}

/** The set of processes blocked at one end of a channel. */
export function waitingAt(channel: ChannelState, direction: Direction): Set<number> {
  return direction === 'read' ? channel.waitingReaders : channel.waitingWriters
}

/** The processes seen at one end of a channel. */
export function usersAt(channel: ChannelState, direction: Direction): Map<number, number> {
  return direction === 'read' ? channel.readers : channel.writers
}
