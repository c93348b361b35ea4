/**
 * How long to wait before a process is started again.
 */
import { checkedDelay } from './delay.ts'
import { show } from './errors.ts'

/** Milliseconds before a restart; `restart` counts from 1, `error` is the failure that leads to it. */
export type Backoff = number | ((restart: number, error: unknown) => number)

/** How delays between restarts grow. */
export interface ExponentialOptions {
  /** Milliseconds before the first restart. */
  readonly first: number
  /** By how much each delay exceeds the one before; 2 if left out. */
  readonly factor?: number
  /** Milliseconds; no delay is longer. Without bound if left out. */
  readonly max?: number
}

/**
 * Delays that grow: `first`, `first` · `factor`, `first` · `factor`², … up to `max`.
 *
 *     supervise(worker, { restarts: 5, backoff: exponential({ first: 100, max: 5_000 }) })
 */
export function exponential({
  first,
  factor = 2,
  max = Infinity,
}: ExponentialOptions): (restart: number) => number {
  const form = 'exponential({ first: 100, factor: 2, max: 5_000 })'
  checkedDelay(first, form)
  checkedDelay(max, form)
  if (!(factor >= 1))
    throw new RangeError(`a factor is a number from 1, not ${show(factor)}: ${form}`)
  return restart => Math.min(max, first * factor ** (restart - 1))
}

/** The delay that a backoff gives. */
export function delayOf(backoff: Backoff, restart: number, error: unknown): number {
  const delay = typeof backoff === 'number' ? backoff : backoff(restart, error)
  return checkedDelay(delay, 'supervise(worker, { backoff: 100 })')
}
