/**
 * Waiting for one event.
 */

import type { OperationOptions } from './end.ts'
import type { Guard } from './guard.ts'
import { resultOf } from './operation.ts'
import { select } from './select.ts'

/** Under what key reports show a guard that is waited for alone: "select of 'barrier round'". */
export function labelOf(guard: Guard<unknown>): string {
  const label = String(guard)
  return label.startsWith('[object') ? 'guard' : label
}

/**
 * Waits until a guard happens and gives its value: a selection with one case. For a reader it is the same as
 * `read`.
 *
 *     const phase = await sync(turn)
 *     const first = await sync(choose(left, right.map(x => -x)))
 *
 * Source: Concurrent ML's `sync`.
 *
 * @throws the error of a channel or construct that has ended (rejects), and whatever the guard's `map` throws
 * @throws the signal's reason (rejects) when it was aborted before the event
 */
export function sync<T>(guard: Guard<T>, options?: OperationOptions): Promise<T> {
  const cases: Record<string, Guard<unknown>> = { [labelOf(guard)]: guard }
  return resultOf(select(cases, options), ({ value }) => value as T)
}
