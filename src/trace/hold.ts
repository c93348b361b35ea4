/**
 * Holding a network where it stands, and letting it go on by single steps: for the viewer.
 *
 * It is done by the time budget (`core/budget.ts`): a program whose turn is over wakes nobody until the event loop
 * has had its own, and here that takes as long as is wanted. Commits stay immediate, so a step never leaves a
 * communication half done; what processes do by themselves, and plain code outside of them, is not held.
 */

import { budget, renew, wakeFirst } from '../core/budget.ts'
import { LONGEST_PLATFORM_DELAY } from '../core/delay.ts'
import { ports } from '../core/ports.ts'
import { host } from './host.ts'

/** A program that is held must not end for want of anything to do. */
let alive: unknown = null

export const isHeld = (): boolean => alive !== null

/** Lets no process go on that waits, until `resume` or `step`. */
export function pause(): void {
  if (isHeld()) return
  alive = host.setTimeout(() => {}, LONGEST_PLATFORM_DELAY)
  budget.held = budget.spent = true
}

/**
 * Lets one process go on: the first that was answered, or else a fiber, for one turn. False if nobody can: they wait
 * for time, or for something outside.
 */
export function step(): boolean {
  if (!isHeld()) return false
  if (wakeFirst()) return true
  budget.spent = false
  budget.remaining = 1
  budget.resume()
  // The turn of a fiber has used the budget up.
  const stepped = budget.spent
  budget.spent = isHeld()
  return stepped
}

export function resume(): void {
  if (!isHeld()) return
  host.clearTimeout(alive)
  alive = null
  budget.held = false
  ports.macrotask(renew)
}

/** What the viewer may ask for. */
export const actions = { pause, step, resume } as const

export type Action = keyof typeof actions

export const isAction = (name: string): name is Action => Object.hasOwn(actions, name)
