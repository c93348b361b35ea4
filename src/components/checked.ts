/**
 * Checks of what users give to components.
 */
import { show } from '../core/errors.ts'

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
