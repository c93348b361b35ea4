/**
 * Cases that need no partner.
 */
import { NONE } from '../core/none.ts'
import type { SelectionCase } from '../core/selection.ts'
import { Waitable } from '../core/waitable.ts'

/**
 * Whether a case can be taken as things stand: `skip`, a time gone by, an aborted signal, an ended channel. While
 * the checker holds the choice port no poll meets a partner, so polling changes nothing.
 */
export function selfReady(one: SelectionCase): boolean {
  // What these do depends only on who came before, so they have decided when the case was enlisted.
  if (one.guard instanceof Waitable) return false
  try {
    return one.guard.poll(one) !== NONE
  } catch {
    return true
  }
}
