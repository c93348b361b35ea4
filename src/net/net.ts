/**
 * A node in a realm: where channels have names that every machine knows.
 */
import type {
  ChannelAddress,
  ChannelNode,
  RemoteChannel,
  RemoteChannelOptions,
  RemoteReader,
  RemoteWriter,
} from '../remote/index.ts'

export interface FindOptions {
  /** How long to wait for the channel to appear, in milliseconds. Default: 5,000. */
  readonly timeout?: number
}

export interface Net extends AsyncDisposable {
  readonly realm: string
  /** The node, for channels that need no name in the realm: their ends travel through others. */
  readonly node: ChannelNode

  /**
   * Makes a channel whose home this node is, and gives it its name in the realm.
   *
   * @throws NameTakenError, RealmError (rejects)
   */
  channel<T>(name: string, options?: RemoteChannelOptions): Promise<RemoteChannel<T>>

  /**
   * The reading end of the channel of that name.
   *
   * @throws AbsentChannelError when there is none, ForbiddenError when this node may not read it,
   *   ChannelLostError when its home does not answer (rejects)
   */
  reader<T>(name: string, options?: FindOptions): Promise<RemoteReader<T>>

  /** The writing end of the channel of that name. Rejects as `reader` does. */
  writer<T>(name: string, options?: FindOptions): Promise<RemoteWriter<T>>

  /** Leaves the realm: its names are given back, and to the others this node is dead. */
  close(): Promise<void>
}

/** How names are kept, which is all that differs from realm to realm. */
export interface Directory {
  take(channel: string): Promise<void>
  find(channel: string, timeout: number): Promise<ChannelAddress>
}

export const FIND_TIMEOUT = 5_000

/** Makes the home of a named channel; without its name there is no channel either. */
export async function makeNamed<T>(
  node: ChannelNode,
  names: Directory,
  name: string,
  options: RemoteChannelOptions | undefined,
): Promise<RemoteChannel<T>> {
  // First the channel: whoever finds the name must find it.
  const made = node.channel<T>(name, options)
  try {
    await names.take(name)
  } catch (error) {
    made.remove()
    throw error
  }
  return made
}
