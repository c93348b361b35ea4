/**
 * The knot of a deadlock, to be drawn: the processes that the runtime's verdict names, and the channels that
 * they wait on. The page judges nothing itself. It sees only the ends that were used so far, and a knot
 * concluded from those would be a suspicion; a verdict is an event of the stream like any other.
 */
import type { NetworkState } from './state.ts'

export interface Knot {
  /** Processes that can never go on. */
  readonly stuck: ReadonlySet<number>
  /** Those of them that wait only for each other. */
  readonly processes: ReadonlySet<number>
  /** The channels that these wait on. */
  readonly channels: ReadonlySet<number>
}

export const NO_KNOT: Knot = { stuck: new Set(), processes: new Set(), channels: new Set() }

/** The knot at this moment of the recording: none before the verdict. */
export function knotOf(state: NetworkState): Knot {
  const { deadlock } = state
  if (!deadlock) return NO_KNOT
  const processes = new Set(deadlock.knot)
  const channels = new Set<number>()
  for (const id of processes) {
    for (const pending of state.processes.get(id)?.pending ?? []) {
      for (const { channel } of pending.guards) if (channel !== undefined) channels.add(channel)
    }
  }
  return { stuck: new Set(deadlock.stuck), processes, channels }
}
