/**
 * A network at one moment, as plain values: what the reports, the pictures and the wait-for graph are made from.
 */

import type { Guarded, Operation } from './events.ts'

/** An operation that a process has begun and that nobody has answered. */
export interface Pending {
  readonly operation: Operation
  readonly guards: readonly Guarded[]
  /** Milliseconds since the recording began; absent where there was none. */
  readonly since?: number
  /** The line that awaits, as `file:line:column`; known when the network has come to its end. */
  readonly site?: string
}

/** A process at one moment. */
export interface ProcessState {
  readonly process: number
  readonly name: string
  readonly parent?: number
  readonly flavour: 'async' | 'fiber'
  /** Milliseconds since the recording began; absent if it began before. */
  readonly born?: number
  /** Where it was spawned, as `file:line:column`; known when debugging is on. */
  readonly site?: string
  /** The process that it last met in a rendezvous. */
  readonly met?: number
  /** Usually none or one; an async process may have begun several before it awaits them. */
  readonly pending: readonly Pending[]
  readonly outcome?: 'done' | 'ended' | 'failed' | 'cancelled'
  /** Whether it was told to stop and waits on, for it waits without its signal; known of the network as it stands. */
  readonly deaf?: boolean
}

/** A channel at one moment. */
export interface ChannelState {
  readonly channel: number
  readonly name: string
  readonly buffer?: { readonly kind: string; readonly capacity: number }
  /** Where it was made, as `file:line:column`; known when debugging is on. */
  readonly site?: string
  /** The node where it lives, for the channel of a node. */
  readonly home?: string
  /** Values in the buffer. */
  readonly depth: number
  readonly ended?: 'closed' | 'poisoned'
  readonly cause?: string
  /** Values that have passed so far. */
  readonly count: number
  /** The processes that have written it or offered to, or are known to hold its writing end. */
  readonly writers: readonly number[]
  /** The processes that have read it or offered to, or are known to hold its reading end. */
  readonly readers: readonly number[]
}

/** A network at one moment. */
export interface Snapshot {
  /** Milliseconds since the recording began. */
  readonly time: number
  readonly processes: readonly ProcessState[]
  readonly channels: readonly ChannelState[]
}

/**
 * Names of processes and channels, also for numbers that the snapshot does not know. Where several share a name
 * they are told apart by their order: `worker`, `worker #2`.
 */
export function namesOf(snapshot: Snapshot): {
  process: (id: number) => string
  channel: (id: number) => string
} {
  const processes = distinct(snapshot.processes.map(({ process, name }) => [process, name]))
  const channels = distinct(
    snapshot.channels.map(({ channel, name, home }) => [
      channel,
      home === undefined ? name : `${name} of node '${home}'`,
    ]),
  )
  return {
    process: id => processes.get(id) || (id === 0 ? 'outside' : `process ${id}`),
    channel: id => channels.get(id) || `channel ${id}`,
  }
}

function distinct(named: readonly (readonly [number, string])[]): Map<number, string> {
  const seen = new Map<string, number>()
  return new Map(
    named.map(([id, name]) => {
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      return [id, count === 1 || name === '' ? name : `${name} #${count}`]
    }),
  )
}
