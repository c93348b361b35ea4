/**
 * Transitions: what can happen next.
 *
 *   turn    a process that was started or answered runs until everything it does waits again
 *   meet    a writer and a reader exchange a value
 *   put     a writer fills a place of a buffer; take: a reader empties one
 *   expire  a timer runs out
 */
import type { Timer } from '../core/timer.ts'
import type { Party, Place, Turn } from './party.ts'

interface Keyed {
  /** The same in every schedule in which the transition is possible. */
  readonly key: string
}

export interface TurnTransition {
  readonly kind: 'turn'
  readonly key: string
  readonly turn: Turn
}

export type Transition = Keyed &
  (
    | TurnTransition
    | {
        readonly kind: 'meet'
        readonly writer: Party
        readonly reader: Party
        readonly from: Place
        readonly to: Place
      }
    | { readonly kind: 'put' | 'take'; readonly party: Party; readonly place: Place }
    | {
        readonly kind: 'expire'
        readonly timer: Timer
        /** The timer's name across runs. */
        readonly number: number
        /** Whose wait the timer ends, where that is a party's. */
        readonly party: Party | null
        /** Whether time has to pass for it. */
        readonly advances: boolean
      }
  )

/** The parties that a transition answers, as far as that is known beforehand. */
export function partiesOf(transition: Transition): readonly Party[] {
  switch (transition.kind) {
    case 'turn':
      return []
    case 'meet':
      return [transition.writer, transition.reader]
    case 'expire':
      return transition.party === null ? [] : [transition.party]
    default:
      return [transition.party]
  }
}
