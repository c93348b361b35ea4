/**
 * hocket/net: the same channels between machines, over NATS.
 *
 * NATS carries, routes, authenticates and clusters; hocket adds the rendezvous, selections from both sides, and
 * an exact word on what was delivered when something dies.
 *
 * @packageDocumentation
 */
export { ForbiddenError } from '../remote/index.ts'
export * from '../remote/surface.ts'
export { type ConnectOptions, connect } from './connect.ts'
export {
  type Delivery,
  DurableChannel,
  type DurableOptions,
  type Stored,
  type TakeOptions,
} from './durable.ts'
export { ChannelFullError, NameTakenError, RealmError } from './errors.ts'
export { join, type NatsNet, type RealmOptions } from './join.ts'
export { MemoryRealm } from './memory.ts'
export type { FindOptions, Net } from './net.ts'
