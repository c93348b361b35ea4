/**
 * Events as a channel.
 *
 * Whoever dispatches an event does not wait, so somebody has to say what becomes of the events that come faster
 * than they are read: there is no default.
 */
import type { BufferPolicy } from '../core/buffer.ts'
import type { Reader } from '../core/reader.ts'
import { Adapter, type AdapterOptions } from './adapter.ts'
import { checkKind } from './checked.ts'

/** What an adapter of events takes: they do not wait, so it must be said which are lost. */
export interface EventOptions extends AdapterOptions {
  /**
   * `sliding(n)` loses the oldest, `dropping(n)` the newest, `unbounded()` none while memory lasts; with `fifo(n)`
   * the channel is poisoned with an EventOverflowError when it is full.
   */
  readonly buffer: BufferPolicy
}

/** More events came than the buffer holds, and its policy loses none. */
export class EventOverflowError extends Error {
  override name = 'EventOverflowError'
}

/** The channel that events are put into, and how to listen to them. */
export interface Listening<T> {
  readonly reader: Reader<T>
  /** To be called with each event. */
  readonly put: (value: T) => void
  readonly fail: (error: unknown) => void
  readonly close: () => void
}

/** Makes a channel of events; `stop` removes the listeners, and is called once, however it ends. */
export function listening<T>(kind: string, options: EventOptions, stop: () => void): Listening<T> {
  if (typeof options?.buffer?.storage !== 'function')
    throw new TypeError(
      `events do not wait to be read, so a buffer is needed for ${kind}: ` +
        '{ buffer: sliding(64) } loses the oldest, { buffer: fifo(64) } fails when it is full',
    )
  let end!: () => void
  const over = new Promise<void>(resolve => {
    end = resolve
  })
  const adapter = new Adapter<T>(kind, options, end)
  const { reader, writer } = adapter.channel
  adapter.pump(() => over, stop)
  return {
    reader,
    put(value) {
      if (adapter.ended || writer.tryWrite(value as never)) return
      adapter.fail(
        new EventOverflowError(
          `'${reader.name}' holds ${options.buffer.capacity} events that nobody has read: ` +
            'read faster, or say which to lose, { buffer: sliding(n) }',
        ),
      )
      end()
    },
    fail(error) {
      if (!adapter.ended) adapter.fail(error)
      end()
    },
    close: end,
  }
}

/**
 * The events of one type as a channel. Closing the reading side, or poison, removes the listener.
 *
 *     const clicks = s.own(fromEventTarget(button, 'click', { buffer: sliding(8) }))
 *
 * @throws TypeError without a buffer
 */
export function fromEventTarget<E extends Event = Event>(
  target: EventTarget,
  type: string,
  options: EventOptions,
): Reader<E> {
  checkKind(
    target,
    'addEventListener',
    "fromEventTarget takes an EventTarget (Node's: fromEmitter)",
  )
  const listener = (event: Event): void => events.put(event as E)
  const events = listening<E>(`event ${type}`, options, () =>
    target.removeEventListener(type, listener),
  )
  target.addEventListener(type, listener)
  return events.reader
}
