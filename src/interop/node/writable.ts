/**
 * Node's writable streams and channels.
 */
import { Writable } from 'node:stream'
import { isPoisoned } from '../../core/ending.ts'
import { AbortError, rootCause } from '../../core/errors.ts'
import type { Writer } from '../../core/writer.ts'
import { Adapter, type AdapterOptions } from '../adapter.ts'
import { checkKind } from '../checked.ts'
import { destroy } from './readable.ts'
import { StreamEvents } from './stream-events.ts'

/**
 * Writes to a stream, no faster than it wants. Its error, or its end before ours, poisons the channel; closing the
 * writing side ends the stream when all is written; poison destroys it with the cause, also while it holds a write
 * up. `released(writer)` tells when the stream has finished.
 */
export function fromWritable<T = unknown>(
  stream: Writable,
  options: AdapterOptions = {},
): Writer<T> {
  return writeTo<T>(stream, options, cause => destroy(stream, cause))
}

/** @param leave what the end of this side does to the stream */
export function writeTo<T>(
  stream: Writable,
  options: AdapterOptions,
  leave: (cause: unknown) => void,
): Writer<T> {
  checkKind(
    stream,
    'write',
    'fromWritable takes a writable stream of Node (a web stream: fromWritableStream)',
  )
  const finished = (): boolean => stream.writableFinished
  const adapter = new Adapter<T>('writable', options, cause => {
    events.stop()
    leave(cause)
  })
  const failed = (error: unknown): void => adapter.fail(error)
  const events = new StreamEvents(stream, { names: ['drain', 'finish'], finished, failed })
  const { reader, writer } = adapter.channel
  const move = async (): Promise<void> => {
    for await (const value of reader) if (!stream.write(value)) await events.next()
    if (isPoisoned(reader.core)) return
    stream.end()
    while (!finished()) await events.next()
  }
  adapter.pump(move, () => events.stop())
  return writer
}

/**
 * A stream that writes to a channel: a chunk is accepted when it was taken. Ending the stream closes the writing
 * side; destroying it before poisons, with the error, and withdraws the write that waits. A lease retires in both
 * cases. The stream is destroyed when the channel ends.
 */
export function toWritable<T>(
  output: Writer<T>,
  { objectMode = true }: { readonly objectMode?: boolean } = {},
): Writable {
  return new Writable({
    objectMode,
    highWaterMark: 1,
    write(value, _, done) {
      output.write(value).then(
        () => done(),
        error => done(rootCause(error) as Error),
      )
    },
    final(done) {
      output[Symbol.dispose]()
      done()
    },
    destroy(error, done) {
      if (!this.writableFinished) {
        const reason = error ?? new AbortError('the stream was destroyed before its end')
        // Either withdraws the write that waits.
        if (output.leased) output.retire()
        else output.poison(reason)
      }
      done(error)
    },
  })
}
