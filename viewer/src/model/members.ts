/** Which processes belong in the picture: whoever lives, and those that ended last. */
import { OUTSIDE } from '../../../src/trace/events.ts'
import type { NetworkState, ProcessState } from './state.ts'
import { isLive } from './status.ts'

/** Ended processes that stay in the picture, so that a network that has finished can still be looked at. */
export const LINGERING = 64

/**
 * The members of several states, in the order in which they were spawned. While the scrubber is in the past,
 * the picture is that of the past and the present together: its places stay, whoever is not there yet is
 * drawn as a ghost.
 */
export function members(...states: readonly NetworkState[]): ProcessState[] {
  const chosen = new Map<number, ProcessState>()
  for (const state of states) {
    for (const process of state.processes.values()) {
      if (process.id !== OUTSIDE && isLive(process.status)) chosen.set(process.id, process)
    }
    for (const id of state.ended.slice(-LINGERING)) {
      const process = state.processes.get(id)
      if (process) chosen.set(id, process)
    }
  }
  return [...chosen.values()].sort((a, b) => a.id - b.id)
}
