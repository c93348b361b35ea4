/** The remote protocol: a pure state machine, a session layer, and a link within one process. */
export {
  ChannelNode,
  type ChannelNodeOptions,
  type RemoteChannelOptions,
} from './channel-node.ts'
export { Endpoint } from './endpoint.ts'
export type { InputEnd, OutputEnd } from './ends.ts'
export {
  AbsentChannelError,
  ChannelLostError,
  ForbiddenError,
  NodeClosedError,
  UnsendableError,
} from './errors.ts'
export type { RemoteBuffer } from './home-channel.ts'
export {
  type ChannelAddress,
  checkNodeId,
  type Direction,
  type NodeId,
  type SyncId,
} from './identity.ts'
export type { Link, LinkListener, OpenLink } from './link.ts'
export { MemoryNetwork, type MemoryOptions } from './memory.ts'
export type { Message } from './message.ts'
export { RemoteNode, type RemoteNodeOptions } from './node.ts'
export type { Ending, LossOutcome, Outcome, RemoteEvent } from './outcome.ts'
export { transferOf } from './payload.ts'
export { RemoteChannel } from './remote-channel.ts'
export { RemoteReader } from './remote-reader.ts'
export { RemoteWriter, type WriteOptions } from './remote-writer.ts'
export type { Frame, SessionOptions } from './session.ts'
export { type SessionEvent, Sessions, type SessionsOptions } from './sessions.ts'
export type { RemoteGuard, SyncOptions } from './sync.ts'
export { decode, encode } from './wire.ts'
