/**
 * Node's readable streams and channels.
 */
import { Readable, type Writable } from 'node:stream'
import { isNormalEnding, rootCause } from '../../core/errors.ts'
import { ignore } from '../../core/operation.ts'
import type { Reader } from '../../core/reader.ts'
import { Adapter, type AdapterOptions } from '../adapter.ts'
import { checkKind } from '../checked.ts'
import { StreamEvents } from './stream-events.ts'

/** What `destroy` takes: a cause that is no error becomes one. */
export function asError(cause: unknown): Error | undefined {
  if (cause === undefined || cause instanceof Error) return cause
  return new Error('the channel was poisoned', { cause })
}

/**
 * Destroys a stream with the cause. Its 'error' event tells nothing new then, and must not end the program where
 * nobody listens to it.
 */
export function destroy(stream: Readable | Writable, cause: unknown): void {
  if (stream.closed) return
  stream.on('error', ignore)
  stream.once('close', () => stream.off('error', ignore))
  stream.destroy(asError(cause))
}

/**
 * Reads from a stream, one chunk ahead of the reader beside what the stream buffers. Its error, or its end before
 * the last chunk, poisons the channel; closing the reading side destroys the stream, poison destroys it with the
 * cause.
 */
export function fromReadable<T = unknown>(
  stream: Readable,
  options: AdapterOptions = {},
): Reader<T> {
  return readFrom<T>(stream, options, cause => destroy(stream, cause))
}

/** @param leave what the end of this side does to the stream, of which nothing is read any more */
export function readFrom<T>(
  stream: Readable,
  options: AdapterOptions,
  leave: (cause: unknown) => void,
): Reader<T> {
  checkKind(
    stream,
    'read',
    'fromReadable takes a readable stream of Node (a web stream: fromReadableStream)',
  )
  const finished = (): boolean => stream.readableEnded
  const events = new StreamEvents(stream, { names: ['readable', 'end'], finished })
  const adapter = new Adapter<T>('readable', options, cause => {
    events.stop()
    leave(cause)
  })
  const { reader, writer } = adapter.channel
  const move = async (): Promise<void> => {
    for (;;) {
      const chunk = stream.read()
      if (chunk !== null) await writer.write(chunk)
      else if (finished()) return
      else await events.next()
    }
  }
  adapter.pump(move, () => events.stop())
  return reader
}

/** What a `Readable` over a channel is made with. */
export interface ReadableOptions {
  /** Whether chunks may be any value; true if left out, otherwise they are strings and bytes. */
  readonly objectMode?: boolean
  /** How much the stream reads ahead, in values or in bytes; 0 if left out. */
  readonly highWaterMark?: number
}

/**
 * A stream that reads from a channel. Poison with a cause destroys it with that cause. Destroying the stream closes
 * the reading side; a lease retires. `null`, which means the end to a stream, is an error here.
 */
export function toReadable<T>(
  input: Reader<T>,
  { objectMode = true, highWaterMark = 0 }: ReadableOptions = {},
): Readable {
  return new Readable({
    objectMode,
    highWaterMark,
    read() {
      input.read().then(
        value => {
          if (value === null)
            this.destroy(new TypeError(`null on channel '${input.name}' would end the stream`))
          else this.push(value)
        },
        error => {
          if (isNormalEnding(error)) this.push(null)
          else this.destroy(asError(rootCause(error)))
        },
      )
    },
    destroy(error, done) {
      input[Symbol.dispose]()
      done(error)
    },
  })
}
