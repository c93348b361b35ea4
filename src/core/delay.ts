/**
 * Delays: what may be asked for, and one timer of the platform for it.
 *
 * An alarm is for what seldom rings, such as the timeout of a scope. What processes wait for goes through the heap
 * of `timer.ts`, which is faster where there is much of it.
 */
import { show } from './errors.ts'
import { ports } from './ports.ts'

/** A delay in milliseconds, refused when it is not a number from 0. */
export function checkedDelay(milliseconds: number, form: string): number {
  if (typeof milliseconds !== 'number' || !(milliseconds >= 0))
    throw new RangeError(
      `a delay is a number of milliseconds from 0, not ${show(milliseconds)}: ${form}`,
    )
  return milliseconds
}

/** Timers of the platform that are set for longer wrap around to 1 ms. */
export const LONGEST_PLATFORM_DELAY = 2 ** 31 - 1

/** Calls back once, `delay` milliseconds from now; the function returned prevents it. */
export function alarm(delay: number, ring: () => void): () => void {
  const { clock } = ports
  const deadline = clock.now() + delay
  let handle: unknown
  const wait = (left: number): void => {
    handle = clock.setTimer(Math.min(left, LONGEST_PLATFORM_DELAY), () => {
      const rest = deadline - clock.now()
      if (rest > 0) wait(rest)
      else ring()
    })
  }
  if (delay < Infinity) wait(delay)
  return () => clock.clearTimer(handle)
}
