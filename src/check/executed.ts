/**
 * An event of a run: a transition that has been taken, and all that came of it.
 */
import type { Past } from './causality.ts'
import type { Use } from './footprint.ts'
import type { Party } from './party.ts'
import type { Transition } from './transition.ts'

export class Executed {
  readonly index: number
  /** Null for the beginning of the program. */
  readonly transition: Transition | null
  /** The events that it depends on, and itself. */
  readonly past: Past
  readonly uses: Use[] = []
  /** The parties that it answered. */
  readonly answered: Party[] = []
  /** The parties that began to wait in it. */
  readonly posted: Party[] = []
  /** Whether time passed: everything before it is in its past, and it is in the past of everything after. */
  readonly advances: boolean
  /** Virtual milliseconds when it was over. */
  time = 0
  /** Whether it chose among the partners of an operation that does not wait. */
  picked = false

  constructor(index: number, transition: Transition | null, past: Past) {
    this.index = index
    this.transition = transition
    this.advances = transition?.kind === 'expire' && transition.advances
    this.past = past
  }

  get key(): string {
    return this.transition?.key ?? 'beginning'
  }

  /** Whether it is a value that passes through a channel. */
  get passes(): boolean {
    const kind = this.transition?.kind
    return kind === 'meet' || kind === 'put' || kind === 'take'
  }

  /** Whether people count it as something that happened: a process that merely goes on is not. */
  get visible(): boolean {
    return this.transition !== null && this.transition.kind !== 'turn'
  }
}
