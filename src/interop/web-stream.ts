/**
 * Web Streams and channels, with the backpressure of either passed on.
 *
 * A stream that is locked cannot be cancelled from outside, and aborting one waits for the write that is under
 * way. So an adapter that holds the lock does both itself, as soon as this side ends.
 */

import { isPoisoned } from '../core/ending.ts'
import { isNormalEnding, rootCause } from '../core/errors.ts'
import { ignore } from '../core/operation.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { Adapter, type AdapterOptions } from './adapter.ts'
import { checkKind } from './checked.ts'

/**
 * Reads from a stream, one chunk ahead of the reader. An error of the stream poisons the channel, as the cause;
 * closing the reading side cancels the stream, poison cancels it with the cause; then the lock is released.
 *
 *     const chunks = s.own(fromReadableStream(response.body))
 *
 * @throws TypeError when the stream is locked
 */
export function fromReadableStream<T>(
  stream: ReadableStream<T>,
  options: AdapterOptions = {},
): Reader<T> {
  checkKind(stream, 'getReader', "fromReadableStream takes a ReadableStream (Node's: fromReadable)")
  const source = stream.getReader()
  const adapter = new Adapter<T>('readable stream', options, cause => source.cancel(cause))
  const { reader, writer } = adapter.channel
  const move = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await source.read()
      if (done) return
      await writer.write(value)
    }
  }
  adapter.pump(move, () => source.releaseLock())
  return reader
}

/** What a `ReadableStream` over a channel is made with. */
export interface ReadableStreamOptions {
  /** How many chunks the stream may read ahead; 0 if left out: a chunk is read when somebody asks for it. */
  readonly highWaterMark?: number
}

/**
 * A stream that reads from a channel. Poison with a cause errors it, as that cause. Cancelling the stream closes
 * the reading side: a loss of interest, which is a normal ending for the writers. A lease retires.
 */
export function toReadableStream<T>(
  input: Reader<T>,
  { highWaterMark = 0 }: ReadableStreamOptions = {},
): ReadableStream<T> {
  let cancelled = false
  return new ReadableStream<T>(
    {
      async pull(controller) {
        try {
          const value = await input.read()
          if (!cancelled) controller.enqueue(value)
        } catch (error) {
          if (cancelled) return
          if (isNormalEnding(error)) controller.close()
          else controller.error(rootCause(error))
        }
      },
      cancel() {
        cancelled = true
        input[Symbol.dispose]()
      },
    },
    { highWaterMark },
  )
}

/**
 * Writes to a stream, no faster than it wants. An error of the stream poisons the channel, as the cause; closing
 * the writing side closes the stream when all is written; poison aborts it with the cause, also while it holds a
 * write up; then the lock is released. `released(writer)` tells when.
 *
 * @throws TypeError when the stream is locked
 */
export function fromWritableStream<T>(
  stream: WritableStream<T>,
  options: AdapterOptions = {},
): Writer<T> {
  checkKind(stream, 'getWriter', "fromWritableStream takes a WritableStream (Node's: fromWritable)")
  const sink = stream.getWriter()
  const adapter = new Adapter<T>('writable stream', options, cause => sink.abort(cause))
  const { reader, writer } = adapter.channel
  const move = async (): Promise<void> => {
    for await (const value of reader) {
      await sink.ready
      // Its failure is that of the stream, which the next `ready`, or `closed`, tells.
      sink.write(value).then(ignore, ignore)
    }
    if (!isPoisoned(reader.core)) await sink.close()
  }
  sink.closed.then(ignore, error => {
    if (!adapter.ended) adapter.fail(error)
  })
  adapter.pump(move, () => sink.releaseLock())
  return writer
}

/**
 * A stream that writes to a channel: a chunk is accepted when it was taken. Closing the stream closes the writing
 * side, aborting it poisons with the reason and withdraws the write that waits; a lease retires in both cases. The
 * stream errors when the channel ends.
 */
export function toWritableStream<T>(output: Writer<T>): WritableStream<T> {
  return new WritableStream<T>({
    async write(value, controller) {
      // Part of the standard, not of Node 20's types.
      const { signal } = controller as typeof controller & { readonly signal: AbortSignal }
      try {
        await output.write(value, { signal })
      } catch (error) {
        throw rootCause(error)
      }
    },
    close() {
      output[Symbol.dispose]()
    },
    abort(reason) {
      if (output.leased) output.retire()
      else output.poison(reason)
    },
  })
}
