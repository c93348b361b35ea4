/**
 * Who waits for which end of another node's channel, and since when.
 *
 * Within a node a deadlock is found for certain, from its queues. Between nodes nobody sees everything, so there is
 * no verdict; but each node can tell for what its processes wait elsewhere, and the one that waits longest is where
 * to look first.
 */
import type { Direction } from './events.ts'
import { namesOf, type Snapshot } from './snapshot.ts'

/** A process of this node that waits for the end of a channel that lives on another. */
export interface RemoteWait {
  /** Name of the process. */
  readonly process: string
  readonly direction: Direction
  /** Name of the channel, and the node where it lives. */
  readonly channel: string
  readonly home: string
  /** How long it has been waiting, in milliseconds; absent where nothing was recorded. */
  readonly waiting?: number
}

/** The longest wait first. A selection waits at every end that it chooses among. */
export function remoteWaits(snapshot: Snapshot): RemoteWait[] {
  const { process: nameOf } = namesOf(snapshot)
  const channels = new Map(snapshot.channels.map(channel => [channel.channel, channel]))
  const waits = snapshot.processes.flatMap(({ process, pending }) =>
    pending.flatMap(({ guards, since }) =>
      guards.flatMap(({ channel, direction }): RemoteWait[] => {
        const known = channel === undefined ? undefined : channels.get(channel)
        if (known?.home === undefined || direction === undefined) return []
        const { name, home } = known
        const waiting = since === undefined ? {} : { waiting: snapshot.time - since }
        return [{ process: nameOf(process), direction, channel: name, home, ...waiting }]
      }),
    ),
  )
  return waits.sort((a, b) => (b.waiting ?? 0) - (a.waiting ?? 0))
}
