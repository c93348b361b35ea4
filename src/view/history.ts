/**
 * What the page may ask for: the events of a program so far, and a call for each batch of new ones.
 */

import type { TraceEvent } from '../trace/events.ts'

/** Events kept for pages that are opened later; above it the program is asked for the present state anew. */
const MOST_EVENTS = 400_000

export class History {
  #events: TraceEvent[] = []
  #ended = false
  #paused = false
  #idleSteps = 0
  #asked = false
  readonly #listeners = new Set<() => void>()
  readonly #tooLong: () => void

  /** @param tooLong called when the beginning should be left out */
  constructor(tooLong: () => void = () => {}) {
    this.#tooLong = tooLong
  }

  /** @param anew whether these events stand for everything before */
  add(events: readonly TraceEvent[], anew: boolean): void {
    if (anew) {
      this.#events = []
      this.#asked = false
    }
    for (const event of events) this.#events.push(event)
    if (this.#events.length > MOST_EVENTS && !this.#asked) {
      this.#asked = true
      this.#tooLong()
    }
    this.#tell()
  }

  /** The program has ended; nothing will be added. */
  end(): void {
    this.#ended = true
    this.#tell()
  }

  /** Whether the program is held. */
  get paused(): boolean {
    return this.#paused
  }

  /** How many steps were asked for that nobody could make. */
  get idleSteps(): number {
    return this.#idleSteps
  }

  /** @param idle whether a step was asked for that nobody could make */
  hold(paused: boolean, idle: boolean): void {
    this.#paused = paused
    if (idle) this.#idleSteps++
    this.#tell()
  }

  get ended(): boolean {
    return this.#ended
  }

  /** The events after a sequence number, at most `limit`. */
  after(sequence: number, limit: number): TraceEvent[] {
    const from = firstAfter(this.#events, sequence)
    return this.#events.slice(from, from + limit)
  }

  /** Calls back whenever something was added; the function returned ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Sequence numbers ascend, so the place is found by halving. */
function firstAfter(events: readonly TraceEvent[], sequence: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.sequence > sequence) high = middle
    else low = middle + 1
  }
  return low
}
