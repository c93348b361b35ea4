/**
 * Iterables and channels.
 */
import { rootCause } from '../core/errors.ts'
import { ignore } from '../core/operation.ts'
import type { Reader } from '../core/reader.ts'
import { Adapter, type AdapterOptions } from './adapter.ts'
import { checkKind } from './checked.ts'

/**
 * Reads from an iterable, asynchronous or not, one value ahead of the reader. When it throws, the channel is
 * poisoned with the cause. When the reading side closes, its iterator is returned, so that a generator runs its
 * `finally` (once the step that it is in has ended: a generator cannot be told sooner).
 */
export function fromAsyncIterable<T>(
  iterable: AsyncIterable<T> | Iterable<T>,
  options: AdapterOptions = {},
): Reader<T> {
  const asynchronous = (iterable as Partial<AsyncIterable<T>> | null)?.[Symbol.asyncIterator]
  const kind = asynchronous === undefined ? Symbol.iterator : Symbol.asyncIterator
  checkKind(iterable, kind, 'fromAsyncIterable takes an iterable, asynchronous or not')
  const iterator = (iterable as Iterable<T> & AsyncIterable<T>)[kind]()
  // One that has ended or thrown is not to be returned.
  let finished = false
  const leave = (): unknown => (finished ? undefined : iterator.return?.())
  const adapter = new Adapter<T>('iterable', options, leave)
  const { reader, writer } = adapter.channel
  const step = async (): Promise<IteratorResult<T, unknown>> => {
    try {
      const result = await iterator.next()
      finished = result.done === true
      return result
    } catch (error) {
      finished = true
      throw error
    }
  }
  const move = async (): Promise<void> => {
    for (let next = await step(); !next.done; next = await step()) await writer.write(next.value)
  }
  adapter.pump(move, ignore)
  return reader
}

/**
 * Iterates over a channel as its only consumer, for code that knows nothing of channels: where the reader itself
 * would throw the PoisonError, this throws the cause. Leaving the loop closes the reading side; a lease retires.
 */
export function toAsyncIterable<T>(input: Reader<T>): AsyncIterableIterator<T, undefined> {
  const steps = input[Symbol.asyncIterator]()
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const step = await steps.next()
        if (step.done) input[Symbol.dispose]()
        return step
      } catch (error) {
        throw rootCause(error)
      }
    },
    async return() {
      await steps.return?.()
      input[Symbol.dispose]()
      return { done: true, value: undefined }
    },
  }
}
