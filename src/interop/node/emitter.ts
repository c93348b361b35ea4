/**
 * Node's event emitters as channels.
 */
import type { EventEmitter } from 'node:events'
import type { Reader } from '../../core/reader.ts'
import { checkKind } from '../checked.ts'
import { type EventOptions, listening } from '../events.ts'

/** Which events of an emitter end the channel. */
export interface EmitterOptions extends EventOptions {
  /** The event that ends the channel, such as 'close'; none if left out. */
  readonly end?: string | symbol
  /** The event whose error poisons the channel; 'error' if left out. */
  readonly error?: string | symbol
}

/**
 * The events of one name as a channel of their arguments. Closing the reading side, or poison, removes the
 * listeners.
 *
 *     const connections = s.own(fromEmitter<[Socket]>(server, 'connection', { buffer: fifo(64), end: 'close' }))
 *     for await (const [socket] of connections) …
 *
 * @throws TypeError without a buffer
 */
export function fromEmitter<A extends readonly unknown[] = readonly unknown[]>(
  emitter: EventEmitter,
  event: string | symbol,
  options: EmitterOptions,
): Reader<A> {
  checkKind(emitter, 'off', 'fromEmitter takes an EventEmitter (an EventTarget: fromEventTarget)')
  const { end, error = 'error' } = options ?? {}
  const listener = (...values: unknown[]): void => events.put(values as unknown as A)
  const events = listening<A>(`event ${String(event)}`, options, () => {
    emitter.off(event, listener)
    if (event !== error) emitter.off(error, events.fail)
    if (end !== undefined) emitter.off(end, events.close)
  })
  emitter.on(event, listener)
  if (event !== error) emitter.on(error, events.fail)
  if (end !== undefined) emitter.on(end, events.close)
  return events.reader
}
