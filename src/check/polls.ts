/**
 * Whether a selection has to poll.
 *
 * Where each case needs a partner, pass 1 of a selection can only find one who waits; it may as well be met once
 * the selection waits too, which lets meetings commute. A case that may happen alone (`skip`, a time gone by, an
 * aborted signal, an ended channel, a barrier) takes that freedom away: priority then decides, so the selection
 * polls as it does when nobody checks.
 */
import { NONE } from '../core/none.ts'
import type { Place } from '../core/queue.ts'
import { inOrder, Selection, type SelectionCase } from '../core/selection.ts'
import { Ticks } from '../core/ticks.ts'
import { Waitable } from '../core/waitable.ts'
import { Wait } from '../fiber/waiting.ts'

/** To be called while no poll meets a partner, so that polling the guards of ends and of time changes nothing. */
export function mayHappenAlone(selection: Selection): boolean {
  return inOrder(selection).some(one => one.enabled && (changesByPolling(one) || readyAlone(one)))
}

/** Whether a party waits for something that has no queue of offers: a promise, a barrier, a lock. */
export function awaitsOthers(place: Place): boolean {
  return place instanceof Selection ? place.cases.some(mayServe) : place instanceof Wait
}

/** What is made anew for each turn and told of its end (`withNack`) may hold anything. */
function mayServe({ guard }: SelectionCase): boolean {
  return guard instanceof Waitable || guard.concluded !== undefined
}

function changesByPolling(one: SelectionCase): boolean {
  return mayServe(one) || one.guard instanceof Ticks
}

function readyAlone(one: SelectionCase): boolean {
  try {
    return one.guard.poll(one) !== NONE
  } catch {
    return true
  }
}
