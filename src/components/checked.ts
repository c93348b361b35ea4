/**
 * Checks of what users give to components.
 */

import { checkedDelay } from '../core/delay.ts'
import { show } from '../core/errors.ts'

/**
 * Options that a component cannot do without.
 *
 * @throws TypeError that shows the right form
 */
export function checkedOptions<O extends object>(options: O | undefined, form: string): O {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`options are missing: ${form}`)
  return options
}

/**
 * Several ends.
 *
 * @throws TypeError that shows the right form
 */
export function checkedList<E>(ends: readonly E[], form: string): readonly E[] {
  if (!Array.isArray(ends))
    throw new TypeError(`several ends are given as an array, not ${show(ends)}: ${form}`)
  return ends
}

/**
 * Milliseconds, or undefined where there is no limit.
 *
 * @throws RangeError that shows the right form
 */
export function checkedTime(time: number | undefined, form: string): number | undefined {
  return time === undefined ? undefined : checkedDelay(time, form)
}

/**
 * A whole number from 1.
 *
 * @throws RangeError that shows the right form
 */
export function checkedCount(count: number, what: string, form: string): number {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`${what} is a whole number from 1, not ${show(count)}: ${form}`)
  return count
}
