/**
 * Functions given to components may return a value or a promise of one. The difference is looked at, since
 * waiting for a promise costs a turn of the microtask queue that a plain value does not need.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
}
