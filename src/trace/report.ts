/**
 * The report of a deadlock: who waits for whom and where, as plain JSON values.
 *
 * It explains a verdict and does not give one: call it where the verdict is certain. `report-text.ts` renders it.
 */

import { waitGraphToDot } from './dot.ts'
import type { Direction, TraceEvent } from './events.ts'
import { knotChain, type Link } from './knot-chain.ts'
import { describe, describeEvent, isAnswer, type Names } from './operations.ts'
import {
  type ChannelState,
  namesOf,
  type Pending,
  type ProcessState,
  type Snapshot,
} from './snapshot.ts'
import { findStuck } from './wait-graph.ts'
import { waitsOf } from './waits.ts'

/** Who waits for whom in a network that has come to a standstill. `reportToText` renders it. */
export interface DeadlockReport {
  /** Processes that something awaits and that can never go on; those of a knot first. */
  readonly processes: readonly BlockedProcess[]
  /** Each knot as a chain in which every process waits for the next. */
  readonly knots: readonly (readonly Link[])[]
  /** Blocked processes that nobody awaits. */
  readonly leftovers: readonly BlockedProcess[]
  /** Whether the network was watched, so that it is known who holds what, and where things were made. */
  readonly debugging: boolean
  /** The wait-for graph as Graphviz DOT, the knots red. */
  readonly dot: string
}

/** A process that can never go on. */
export interface BlockedProcess {
  readonly process: number
  readonly name: string
  /** Where it was spawned. */
  readonly site?: string
  readonly parent?: string
  /** Whether it belongs to a knot, rather than waiting behind one. */
  readonly knotted: boolean
  /** Whether it was told to stop, and waits without its signal. */
  readonly deaf?: boolean
  readonly operations: readonly BlockedOperation[]
  /** The last that it did, in words, oldest first. */
  readonly last: readonly string[]
}

/** An operation that will not be answered. */
export interface BlockedOperation {
  /** In words: `reads fork 1`. */
  readonly text: string
  /** The line that awaits it. */
  readonly site?: string
  /** How long it has been waiting, in milliseconds. */
  readonly waiting?: number
  readonly channels: readonly BlockedChannel[]
}

/** A channel that a blocked process waits at. */
export interface BlockedChannel {
  readonly name: string
  readonly direction: Direction
  /** Where it was made. */
  readonly site?: string
  readonly buffer?: { readonly kind: string; readonly capacity: number }
  readonly depth: number
}

export interface ReportOptions {
  /** The last events, for the history of each process. */
  readonly events?: readonly TraceEvent[]
  /** Which of the blocked processes nobody awaits. Default: none. */
  readonly leftovers?: ReadonlySet<number>
  readonly debugging?: boolean
  /** Names of processes that have ended, where one may have to be told of. */
  readonly gone?: ReadonlyMap<number, string>
}

/** Events shown of each process. */
const LAST = 3

/** Explains a deadlock that is certain; it gives no verdict of its own. */
export function deadlockReport(snapshot: Snapshot, options: ReportOptions = {}): DeadlockReport {
  const names = namesOf(snapshot)
  const leftovers = options.leftovers ?? new Set()
  const waits = waitsOf(snapshot, { closed: true })
  const stuck = findStuck(waits)
  const knotted = new Set(stuck.knots.flat())
  const history = lastOfEach(options.events ?? [])

  const channels = new Map(snapshot.channels.map(state => [state.channel, state]))
  const present = new Set(snapshot.processes.map(({ process }) => process))
  const acceptedBy = (process: number): string => {
    if (present.has(process)) return `, accepted by ${names.process(process)}`
    const gone = options.gone?.get(process)
    return gone === undefined ? '' : `, accepted by ${gone}, which has ended`
  }

  const blocked = (state: ProcessState): BlockedProcess => ({
    process: state.process,
    name: names.process(state.process),
    ...(state.site !== undefined && { site: state.site }),
    ...(state.parent !== undefined && { parent: names.process(state.parent) }),
    knotted: knotted.has(state.process),
    ...(state.deaf && { deaf: true }),
    operations: state.pending.map(pending => {
      const accepted = state.met === undefined ? '' : acceptedBy(state.met)
      return blockedOperation(pending, { snapshot, channels, names, accepted })
    }),
    last: (history.get(state.process) ?? []).map(event => {
      return describeEvent(event, state.process, names)
    }),
  })

  const all = snapshot.processes.filter(({ pending }) => pending.length > 0).map(blocked)
  const awaited = all.filter(({ process }) => !leftovers.has(process))
  return {
    processes: [...awaited.filter(p => p.knotted), ...awaited.filter(p => !p.knotted)],
    // A knot of leftovers alone explains nothing that is awaited, one process alone only that nobody could answer it.
    knots: stuck.knots
      .filter(knot => knot.some(process => !leftovers.has(process)))
      .filter(knot => knot.length > 1 || options.debugging)
      .map(knot => knotChain(knot, waits, names)),
    leftovers: all.filter(({ process }) => leftovers.has(process)),
    debugging: options.debugging ?? false,
    dot: waitGraphToDot(snapshot, waits, stuck),
  }
}

interface Surroundings {
  readonly snapshot: Snapshot
  readonly channels: ReadonlyMap<number, ChannelState>
  readonly names: Names
  /** In words, who has accepted what the process waits for the answer to. */
  readonly accepted: string
}

function blockedOperation(
  pending: Pending,
  { snapshot, channels, names, accepted }: Surroundings,
): BlockedOperation {
  const waitedAt = pending.guards.flatMap((guard): BlockedChannel[] => {
    const { channel, direction = isAnswer(guard) ? 'write' : 'read' } = guard
    const state = channel === undefined ? undefined : channels.get(channel)
    if (!state) return []
    const { name, site, buffer, depth } = state
    return [
      { name, direction, depth, ...(site !== undefined && { site }), ...(buffer && { buffer }) },
    ]
  })
  return {
    text: describe(pending, names) + (pending.guards.some(isAnswer) ? accepted : ''),
    ...(pending.site !== undefined && { site: pending.site }),
    ...(pending.since !== undefined && { waiting: snapshot.time - pending.since }),
    channels: waitedAt,
  }
}

function lastOfEach(events: readonly TraceEvent[]): Map<number, TraceEvent[]> {
  const last = new Map<number, TraceEvent[]>()
  const add = (process: number, event: TraceEvent) => {
    const known = last.get(process)
    if (!known) last.set(process, [event])
    else if (known.push(event) > LAST) known.shift()
  }
  for (const event of events) for (const process of participants(event)) add(process, event)
  return last
}

/** The processes that did what an event tells; being blocked is told by the report itself. */
function participants(event: TraceEvent): readonly number[] {
  switch (event.kind) {
    case 'rendezvous':
      return [event.writer, event.reader]
    case 'put':
      return [event.writer]
    case 'take':
      return [event.reader]
    case 'choice':
    case 'close':
    case 'poison':
    case 'timer':
      return [event.process]
    case 'barrier':
      return event.processes
    default:
      return []
  }
}
