/**
 * Making channels.
 */
import type { BufferPolicy } from './buffer.ts'
import { ChannelCore, DRAINING } from './channel.ts'
import { show } from './errors.ts'
import { refuse } from './misuse.ts'
import { ports } from './ports.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** What a channel is made with. */
export interface ChannelOptions {
  /** For errors, reports and pictures. */
  readonly name?: string
  /** `fifo(n)`, `sliding(n)`, `dropping(n)` or `unbounded()`; without one, every write is a rendezvous. */
  readonly buffer?: BufferPolicy
  /**
   * Called once for each value that was buffered but will not be read: pushed out, dropped, or left over when
   * the channel ended. Runs last, after everybody who waited has been told.
   */
  readonly onUndelivered?: (value: never) => void
}

/** An any-to-any channel: any number of readers and writers may use either end. */
export class Channel<T> implements Disposable {
  readonly reader: Reader<T>
  readonly writer: Writer<T>

  /** @internal */
  constructor(core: ChannelCore) {
    this.reader = new Reader<T>(core, false)
    this.writer = new Writer<T>(core, false)
  }

  get name(): string {
    return this.reader.name
  }

  /** @internal */
  get hasEnded(): boolean {
    return this.reader.core.state > DRAINING
  }

  /** Says that nothing more will be written: the same as `writer.close()`. */
  close(): void {
    this.writer.close()
  }

  /** Closes it: `using requests = s.channel('requests')` lets its readers end with the block that writes. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** Ends the channel at once, for all its ends. */
  poison(cause?: unknown): void {
    this.reader.poison(cause)
  }

  toString(): string {
    return `channel ${show(this.name)}`
  }
}

refuse(Channel.prototype, 'reader')
refuse(Channel.prototype, 'writer')

/** Nothing for payloads that can travel; for promises, ends that cannot be used. */
export type Travels<T> = 0 extends 1 & T
  ? unknown
  : [Extract<T, PromiseLike<unknown>>] extends [never]
    ? unknown
    : {
        readonly 'a promise cannot travel through a channel: its reader would unwrap it': never
        readonly reader: never
        readonly writer: never
      }

/**
 * Makes a channel.
 *
 * @param options its name, or name, buffer and `onUndelivered`
 * @throws TypeError for options that are neither
 */
export function channel<T>(options?: string | ChannelOptions): Channel<T> & Travels<T> {
  const settings = typeof options === 'string' ? { name: options } : (options ?? {})
  if (typeof settings !== 'object')
    throw new TypeError(
      `a channel is made with a name or options, not ${show(options)}: ` +
        "channel('numbers') or channel({ name: 'numbers', buffer: fifo(8) })",
    )
  const { name, buffer, onUndelivered } = settings
  if (buffer !== undefined && typeof buffer.storage !== 'function')
    throw new TypeError(
      `the buffer of channel ${show(name ?? '(unnamed)')} is not a buffer but ${show(buffer)}: ` +
        'channel({ buffer: fifo(8) })',
    )
  const core = new ChannelCore(name, buffer)
  if (core.buffer !== null && onUndelivered !== undefined)
    core.buffer.onUndelivered = onUndelivered as (value: unknown) => void
  ports.known?.channels.add(core)
  ports.tracer?.channelCreated(core)
  return new Channel<T>(core) as Channel<T> & Travels<T>
}
