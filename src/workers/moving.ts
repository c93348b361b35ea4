// A symbol and not a class: a worker module may have the library from another place than the farm.
const MOVING = Symbol.for('hocket.moving')

/** A result whose buffers move to the other thread instead of being copied. */
export interface Moving<out T> {
  readonly [MOVING]: true
  readonly value: T
  readonly transfer: readonly unknown[]
}

/**
 * Says which objects in the result of a farm's function are moved instead of copied: they are gone where the
 * function ran.
 *
 *     export default (job: Job) => {
 *       const pixels = render(job)
 *       return moving({ job, pixels }, [pixels.buffer])
 *     }
 */
export function moving<T>(value: T, transfer: readonly unknown[]): Moving<T> {
  return { [MOVING]: true, value, transfer }
}

/** @internal */
export const isMoving = (result: unknown): result is Moving<unknown> =>
  typeof result === 'object' && result !== null && MOVING in result
