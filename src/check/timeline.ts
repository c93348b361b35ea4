/**
 * The events of one run in their order, and what each depends on.
 */
import { beginPast, commonWords, NO_PAST, unite } from './causality.ts'
import { Executed } from './executed.ts'
import type { Transition } from './transition.ts'

/** Events between two looks at what can be cut off. */
const TRIM = 64

export class Timeline {
  readonly events: Executed[] = []
  /** The word of pasts before which everything is in the past of all that is alive. */
  base = 0
  /** The last event in which time passed: in the past of all that came after it. */
  private floor: Executed | null = null
  private readonly causal: boolean

  /** @param causal whether pasts are kept; where nobody asks for them, none takes any room */
  constructor(causal: boolean) {
    this.causal = causal
  }

  /** The index of the present event, or of the last one. */
  get last(): number {
    return this.events.length - 1
  }

  /** The first event that something to come can race with. */
  get first(): number {
    return this.base << 5
  }

  /** Whether it is time to say which events matter to those that are alive, by `cutOff`. */
  get long(): boolean {
    return this.causal && this.events.length % TRIM === 0
  }

  begin(transition: Transition | null, causes: readonly number[]): Executed {
    const index = this.events.length
    const past = this.causal ? beginPast(index, this.base) : NO_PAST
    const event = new Executed(index, transition, past)
    this.events.push(event)
    if (this.causal) this.inherit(event, causes)
    if (event.advances) this.floor = event
    return event
  }

  private inherit(event: Executed, causes: readonly number[]): void {
    for (const cause of causes) if (cause >= 0) unite(event.past, this.pastOf(cause))
    if (event.advances) {
      // Each event before it is in the past of one that is alive, or ended something.
      for (let at = this.first; at < event.index; at++) unite(event.past, this.pastOf(at))
    } else if (this.floor !== null) unite(event.past, this.floor.past)
  }

  /**
   * Cuts off what everything that is alive depends on: no event to come can race with it.
   *
   * @param alive the events that led to all that waits or may go on
   * @returns whether anything was cut off
   */
  cutOff(alive: readonly number[]): boolean {
    const base = commonWords(alive.map(index => this.pastOf(index)))
    if (base === Infinity || base === this.base) return false
    this.base = base
    return true
  }

  private pastOf(index: number): Executed['past'] {
    return this.events[index]!.past
  }
}
