/**
 * Channels that were collected, of which something that is kept may still tell: a process that is blocked in one for
 * ever, or was given an end and has let go of it. Their names are kept as long.
 *
 * Who names a channel is not counted, since that would cost every park. Instead all processes are asked, once as many
 * channels were collected as there are processes, so the cost of that is shared, and what is kept follows the network.
 */
import type { Guarded } from './events.ts'

/** What a process may name: the ends it was given, and what it is blocked in. */
interface Naming {
  readonly spawn: { readonly ends?: readonly Guarded[] } | undefined
  readonly park: { readonly guards: readonly Guarded[] } | undefined
  readonly parkedOne: boolean
  /** The channel of a park that is kept as numbers. */
  readonly channel: number
}

const FEW = 64

export class Forgotten {
  readonly #channels = new Set<number>()
  #enough = FEW

  /** Answers whether it is time to ask which are named by nobody. */
  add(channel: number): boolean {
    this.#channels.add(channel)
    return this.#channels.size >= this.#enough
  }

  /** Takes out those that nobody names. */
  takeUnnamed(processes: Iterable<readonly [number, Naming]>): number[] {
    if (this.#channels.size === 0) return []
    const named = new Set<number | undefined>()
    let asked = 0
    for (const [, { spawn, park, parkedOne, channel }] of processes) {
      asked++
      if (parkedOne) named.add(channel)
      for (const end of spawn?.ends ?? []) named.add(end.channel)
      for (const guard of park?.guards ?? []) named.add(guard.channel)
    }
    const unnamed = [...this.#channels].filter(channel => !named.has(channel))
    for (const channel of unnamed) this.#channels.delete(channel)
    this.#enough = FEW + asked + 2 * this.#channels.size
    return unnamed
  }
}
