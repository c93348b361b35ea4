/**
 * The search tree, as far as the present path goes: for each state on it, what could be done and what was.
 */
import type { Executed } from './executed.ts'
import { conflict, type Use } from './footprint.ts'
import type { Transition } from './transition.ts'

/** A transition that was explored, as sleep sets remember it. */
export interface Explored {
  readonly key: string
  readonly uses: readonly Use[]
  /** Keys of the parties that it answered. */
  readonly answered: readonly number[]
}

/** A state as its fingerprint, with the number of calls of `progress()` that came before. */
export interface Situation {
  readonly state: string
  readonly progress: number
}

/** A state in which one of several transitions was chosen. */
export class Node {
  enabled: readonly Transition[]
  readonly backtrack = new Set<string>()
  /** What need not be explored from here: it was, from a state before, and all since is independent of it. */
  readonly sleep: ReadonlyMap<string, Explored>
  readonly done = new Map<string, Explored | null>()
  chosen: string
  /** What the program was like, and how much it had got done, where states are kept. */
  readonly state: string
  readonly progress: number
  /** The event of the present run that took the chosen transition. */
  event: Executed | null = null

  constructor(
    enabled: readonly Transition[],
    sleep: ReadonlyMap<string, Explored>,
    chosen: Transition,
    { state, progress }: Situation,
  ) {
    this.state = state
    this.progress = progress
    this.enabled = enabled
    this.sleep = sleep
    this.chosen = chosen.key
    this.backtrack.add(chosen.key)
  }

  /** The chosen transition, as an object of the run in which it was possible last. */
  get transition(): Transition {
    return this.enabled.find(({ key }) => key === this.chosen)!
  }

  /** Notes that everything after the chosen transition has been explored. */
  finish(): void {
    const { event } = this
    if (event === null) return
    // What it picks may differ the next time, so it cannot be put to sleep.
    this.done.set(this.chosen, event.picked ? null : explored(event))
  }

  /** Chooses what is to be explored next from here; false if that is nothing. */
  choose(candidates: 'all' | 'backtrack'): boolean {
    for (const { key } of this.enabled) {
      if (this.sleep.has(key) || this.done.has(key)) continue
      if (candidates === 'backtrack' && !this.backtrack.has(key)) continue
      this.chosen = key
      return true
    }
    return false
  }

  /** What may sleep in the state after the event. */
  sleepAfter(event: Executed): Map<string, Explored> {
    const sleep = new Map<string, Explored>()
    if (event.advances) return sleep
    for (const [key, one] of this.sleep) if (!depends(one, event)) sleep.set(key, one)
    for (const [key, one] of this.done)
      if (one !== null && key !== event.key && !depends(one, event)) sleep.set(key, one)
    return sleep
  }
}

/** A choice within an event, among what an operation that does not wait may find: all are explored. */
export class Pick {
  readonly count: number
  at = 0

  constructor(count: number) {
    this.count = count
  }
}

const explored = ({ key, uses, answered }: Executed): Explored => ({
  key,
  uses,
  answered: answered.map(party => party.key),
})

function depends(one: Explored, event: Executed): boolean {
  return (
    event.answered.some(party => one.answered.includes(party.key)) || conflict(one.uses, event.uses)
  )
}
