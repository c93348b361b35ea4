/** Finding processes and channels by name. */
import { OUTSIDE } from '../../../src/trace/events.ts'
import type { NetworkState } from './state.ts'

export interface Found {
  readonly kind: 'process' | 'channel'
  readonly id: number
  readonly name: string
}

/** At most `most` matches: exact names first, then beginnings, then the rest; shorter names before longer. */
export function search(state: NetworkState, query: string, most = 12): Found[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  // One list to a rank, each cut at `most`: ten thousand matches must not all be kept and sorted.
  const ranks: Found[][] = [[], [], []]
  const look = (kind: Found['kind'], id: number, name: string) => {
    const lower = name.toLowerCase()
    const at = lower.indexOf(wanted)
    if (at < 0) return
    const rank = lower === wanted ? 0 : at === 0 ? 1 : 2
    const list = ranks[rank] as Found[]
    if (list.length < most) list.push({ kind, id, name })
  }
  for (const process of state.processes.values()) {
    if (process.id !== OUTSIDE) look('process', process.id, process.name)
  }
  for (const channel of state.channels.values()) look('channel', channel.id, channel.name)
  const byLength = (a: Found, b: Found) => a.name.length - b.name.length
  return ranks.flatMap(list => list.sort(byLength)).slice(0, most)
}
