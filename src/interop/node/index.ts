/**
 * hocket/interop/node: channels and Node's streams and event emitters, either way. See hocket/interop for what all
 * adapters have in common.
 *
 * @packageDocumentation
 */
export type { AdapterOptions } from '../adapter.ts'
export { released } from '../adapter.ts'
export { EventOverflowError } from '../events.ts'
export { type Ends, fromDuplex, toDuplex } from './duplex.ts'
export { type EmitterOptions, fromEmitter } from './emitter.ts'
export { fromReadable, type ReadableOptions, toReadable } from './readable.ts'
export { fromWritable, toWritable } from './writable.ts'
