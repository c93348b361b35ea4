/**
 * Node's duplex streams, such as sockets, and pairs of channels.
 */
import { nextTick } from 'node:process'
import { Duplex } from 'node:stream'
import { POISONED } from '../../core/channel.ts'
import type { Reader } from '../../core/reader.ts'
import type { Writer } from '../../core/writer.ts'
import type { AdapterOptions } from '../adapter.ts'
import { destroy, readFrom, toReadable } from './readable.ts'
import { toWritable, writeTo } from './writable.ts'

/** The two directions of a duplex, which may carry different things. */
export interface Ends<In, Out = In> {
  /** What comes from the stream. */
  readonly reader: Reader<In>
  /** What goes to the stream. */
  readonly writer: Writer<Out>
}

/**
 * Both directions of a stream. They end one by one, as `allowHalfOpen` has it: closing the writer ends the stream's
 * writing side. Closing the reader destroys the stream once the writer has ended too; poison of either destroys it at
 * once, with the cause.
 *
 *     const { reader, writer } = fromDuplex<Buffer, string | Uint8Array>(socket)
 */
export function fromDuplex<In = unknown, Out = In>(
  stream: Duplex,
  options: AdapterOptions = {},
): Ends<In, Out> {
  const { name = 'duplex', buffer, signal } = options
  const leaveBoth = (cause: unknown): void => {
    if (reader.core.state !== POISONED) reader.poison(cause)
    if (writer.core.state !== POISONED) writer.poison(cause)
    destroy(stream, cause)
  }
  const reader: Reader<In> = readFrom<In>(
    stream,
    { name: `${name} (reading)`, buffer, signal },
    cause => {
      if (reader.core.state === POISONED) leaveBoth(cause)
      // What comes is thrown away from now on: an unread stream would never end. In a tick of its own, for the
      // 'readable' listener has just been taken away, which the stream acts upon in the next one.
      else nextTick(() => stream.resume())
    },
  )
  const writer: Writer<Out> = writeTo<Out>(
    stream,
    { name: `${name} (writing)`, buffer, signal },
    leaveBoth,
  )
  return { reader, writer }
}

/** A stream made of a channel to read from and a channel to write to. */
export function toDuplex<In, Out>(input: Reader<In>, output: Writer<Out>): Duplex {
  return Duplex.from({ readable: toReadable(input), writable: toWritable(output) })
}
