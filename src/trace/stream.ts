/**
 * A listener's place in a recording: wakes at the first event after it was last served, and is served in batches.
 *
 * Events are read from the ring when the batch is due, not when they happen: a listener costs the running network
 * one comparison for each event. One that is served too seldom misses events, is told how many, and receives what
 * still holds of them, so that its picture is right again.
 */

import type { TraceEvent } from './events.ts'

/** Events that are delivered together, oldest first. */
export interface Batch {
  readonly events: readonly TraceEvent[]
  /** Events that were overwritten before they could be delivered. */
  readonly missed: number
}

/** The listening to a recorder. */
export interface Subscription {
  /** Delivers what has happened so far, now. */
  flush(): void
  /** Ends the listening; what was not delivered is not. */
  stop(): void
}

interface Reading {
  readonly batch: Batch
  readonly row: number
  readonly sequence: number
}

export class Stream {
  readonly #listener: (batch: Batch) => void
  readonly #schedule: (deliver: () => void) => void
  readonly #read: (row: number, sequence: number) => Reading
  readonly #limit: number
  #row = 0
  #sequence = 0
  #scheduled = false
  #stopped = false

  constructor(
    listener: (batch: Batch) => void,
    schedule: (deliver: () => void) => void,
    limit: number,
    read: (row: number, sequence: number) => Reading,
  ) {
    this.#listener = listener
    this.#schedule = schedule
    this.#limit = limit
    this.#read = read
  }

  /** Something is about to happen, and will be told in the row with this number. */
  wake(row: number): void {
    if (row - this.#row >= this.#limit) this.deliver()
    if (this.#scheduled || this.#stopped) return
    this.#scheduled = true
    this.#schedule(() => this.deliver())
  }

  stop(): void {
    this.#stopped = true
  }

  deliver(): void {
    this.#scheduled = false
    if (this.#stopped) return
    const { batch, row, sequence } = this.#read(this.#row, this.#sequence)
    this.#row = row
    this.#sequence = sequence
    this.#listener(batch)
  }
}
