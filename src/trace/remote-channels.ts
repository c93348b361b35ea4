/**
 * The channels of nodes, numbered by their addresses: this engine has no object for a channel that lives elsewhere.
 */
import type { RemoteEnd } from '../core/ports.ts'
import type { Recorder } from './recorder.ts'

interface Numbered {
  readonly number: number
  /** Values that this recording has seen pass. */
  count: number
}

/** A program may make a channel for every answer, so only this many are known, those that were used last. */
const MOST = 1_000

export class RemoteChannels {
  readonly #recorder: Recorder
  readonly #known = new Map<string, Numbered>()

  constructor(recorder: Recorder) {
    this.#recorder = recorder
  }

  of({ address: { home, name } }: RemoteEnd): Numbered {
    // No name of a node has a colon.
    const key = `${home}:${name}`
    const numbered = this.#known.get(key) ?? this.#announce(name, home)
    this.#known.delete(key)
    this.#known.set(key, numbered)
    this.#forgetOldest()
    return numbered
  }

  #announce(name: string, home: string): Numbered {
    const number = this.#recorder.newChannel()
    this.#recorder.remoteChannel(number, name, home)
    return { number, count: 0 }
  }

  #forgetOldest(): void {
    if (this.#known.size <= MOST) return
    const [[key, { number }]] = this.#known as unknown as [[string, Numbered]]
    this.#known.delete(key)
    this.#recorder.forgetChannel(number)
  }
}
