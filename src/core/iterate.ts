/**
 * Async iteration over a reader.
 *
 * Each `next` posts a read of its own, so overlapping calls are answered in order. The iteration ends at a
 * normal ending and throws the PoisonError that has a cause. `return` withdraws what is pending at once:
 * a value that nobody would look at is not taken.
 */
import { isNormalEnding } from './errors.ts'
import { NONE } from './none.ts'
import { AsyncOperation, completed, rejected } from './operation.ts'
import type { Reader } from './reader.ts'

const FINISHED: IteratorResult<never, undefined> = Object.freeze({ done: true, value: undefined })

const step = <T>(value: T): IteratorResult<T, undefined> => ({ done: false, value })

/** The iterator of a reader; with `onReturn`, leaving the loop early calls it. */
export function iterate<T>(
  reader: Reader<T>,
  onReturn: () => void,
): AsyncIterableIterator<T, undefined> {
  // The reads that wait, each with the function that answers it once the loop has been left.
  const pending = new Map<AsyncOperation, () => void>()
  let finished = false

  /** A waiting read whose promise gives iterator results. */
  function park(): Promise<IteratorResult<T, undefined>> {
    const operation = new AsyncOperation(undefined)
    const resolve = operation.resolve as (value: unknown) => void
    const reject = operation.reject as (error: unknown) => void
    operation.resolve = value => {
      pending.delete(operation)
      resolve(step(value))
    }
    operation.reject = error => {
      pending.delete(operation)
      finished = true
      if (isNormalEnding(error)) resolve(FINISHED)
      else reject(error)
    }
    pending.set(operation, () => resolve(FINISHED))
    operation.place = reader
    reader.core.parkReader(operation)
    return operation.promise as Promise<IteratorResult<T, undefined>>
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (finished) return Promise.resolve(FINISHED)
      const value = reader.core.pollRead(null)
      if (value !== NONE)
        return completed(step(value as T)) as Promise<IteratorResult<T, undefined>>
      const error = reader.core.readError()
      if (error === null) return park()
      finished = true
      return isNormalEnding(error) ? Promise.resolve(FINISHED) : rejected(error)
    },
    return() {
      if (!finished) {
        finished = true
        for (const [operation, finish] of pending) {
          // A read that has been matched, and is only to be woken, keeps its value.
          if (operation.place === null) continue
          operation.withdraw()
          finish()
        }
        pending.clear()
        onReturn()
      }
      return Promise.resolve(FINISHED)
    },
  }
}
