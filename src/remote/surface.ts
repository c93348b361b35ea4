/** What a program sees of remote channels whatever the link: `hocket/workers` and `hocket/net` export all of it. */
export {
  ChannelNode,
  type ChannelNodeOptions,
  type RemoteChannelOptions,
} from './channel-node.ts'
export type { InputEnd, OutputEnd } from './ends.ts'
export {
  AbsentChannelError,
  ChannelLostError,
  NodeClosedError,
  UnsendableError,
} from './errors.ts'
export type { ChannelAddress } from './identity.ts'
export { MemoryNetwork } from './memory.ts'
export { RemoteChannel } from './remote-channel.ts'
export { RemoteReader } from './remote-reader.ts'
export { RemoteWriter, type WriteOptions } from './remote-writer.ts'
