/**
 * What the checker knows of those who wait: tasks (the processes), parties (their pending operations) and
 * turns (who has been answered and may go on).
 *
 * Each pending operation is a participant of its own: a process that begins two writes before it awaits either
 * is two parties, which inherit the past of their process.
 */
import type { ChannelCore } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import type { Process } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import { Selection, type SelectionCase } from '../core/selection.ts'

/** A process under check. */
export interface Task {
  readonly name: string
  /** Small, from 0, in the order of the starts. */
  readonly number: number
  readonly parent: Task | null
  process: Process | null
  ended: boolean
  /** The name of the place that its turns use, the same in every run. */
  readonly place: number
  /** The local history with which its last turn ended. */
  history: number
}

/** One offer of a party. */
export interface Place {
  readonly channel: ChannelCore
  readonly end: EndName
  readonly offer: Offer
}

/** An operation that waits. */
export interface Party {
  /** Its name across schedules: the local history that led to it. */
  readonly key: number
  readonly task: Task
  readonly offer: Offer
  /** The event in which it began to wait. */
  readonly since: number
  readonly places: Place[]
  /** Whether it waits for something that has no queue of offers: a promise, a barrier, a lock. */
  awaits: boolean
  /** The event that answered it, or -1. */
  answered: number
}

/** Somebody who has been started or answered, and goes on when it is chosen. */
export interface Turn {
  /** The local history with which it goes on. */
  readonly key: number
  readonly task: Task
  /** The events that made it ready. */
  readonly causes: number[]
  readonly wake: () => void
  /** The operation that was answered; null for a process that starts or goes on after others have ended. */
  readonly from: Party | null
}

/** The offer that stands for a whole party: that of a selection is its owner. */
export function ownerOf(offer: Offer): Offer {
  return offer.selection instanceof Selection
    ? ((offer as SelectionCase).selection.owner as Offer)
    : offer
}
