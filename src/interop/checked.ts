/**
 * Checks of what users give to adapters.
 */
import { show } from '../core/errors.ts'

/**
 * Refuses what is of another kind, told by the method that an adapter cannot do without.
 *
 * @param takes what the adapter takes, such as "fromReadable takes a stream of Node"
 * @throws TypeError
 */
export function checkKind(value: unknown, method: PropertyKey, takes: string): void {
  if (typeof (value as Record<PropertyKey, unknown> | null | undefined)?.[method] !== 'function')
    throw new TypeError(`${takes}, not ${show(value)}`)
}
