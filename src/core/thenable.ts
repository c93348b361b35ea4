/** Whether a value is one to wait for; waiting costs a turn of the microtask queue that a plain value does not need. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
}
