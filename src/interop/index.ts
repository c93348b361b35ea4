/**
 * hocket/interop: channels and the asynchronous things of the platform, either way.
 *
 *     const chunks = s.own(fromReadableStream(response.body))
 *     for await (const chunk of chunks) …                     // backpressure reaches the server
 *
 * `from…` gives an end of a channel for something outside, `to…` something outside for an end of a channel. Errors
 * become poison with the cause, and back. Whatever ends a channel (its reader, a scope, a signal) lets go of what
 * is outside at once. A promise needs no adapter: `promised(promise)` is a guard, and every operation is a promise.
 *
 * @packageDocumentation
 */
export { abortWhen, anySignal, type DisposableSignal } from './abort-signal.ts'
export { type AdapterOptions, released } from './adapter.ts'
export { fromAsyncIterable, toAsyncIterable } from './async-iterable.ts'
export { type EventOptions, EventOverflowError, fromEventTarget } from './events.ts'
export {
  fromReadableStream,
  fromWritableStream,
  type ReadableStreamOptions,
  toReadableStream,
  toWritableStream,
} from './web-stream.ts'
