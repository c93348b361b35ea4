/**
 * A node in a realm: where channels have names that every machine knows.
 */
import type {
  ChannelAddress,
  ChannelNode,
  Direction,
  RemoteChannel,
  RemoteChannelOptions,
  RemoteReader,
  RemoteWriter,
} from '../remote/index.ts'

import { NameTakenError } from './errors.ts'

/** How long to look for a channel. */
export interface FindOptions {
  /** How long to wait for the channel to appear, in milliseconds. Default: 5,000. */
  readonly timeout?: number
}

/** A node among others of its realm, which know each other's channels by name. */
export interface Net extends AsyncDisposable {
  readonly realm: string
  /** The node, for channels that need no name in the realm: their ends travel through others. */
  readonly node: ChannelNode

  /**
   * Makes a channel whose home this node is, and gives it its name in the realm. `remove()` gives the name back;
   * a channel that was closed or poisoned keeps it, so that who looks for it hears of that.
   *
   * @throws NameTakenError, RealmError (rejects); TypeError (rejects) for an empty name
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
  /** @throws NameTakenError, RealmError (rejects) */
  take(channel: string): Promise<void>
  /** Gives a name back, if this node has it. */
  release(channel: string): Promise<void>
  /**
   * Looks for a channel until it is there, for at most `timeout` milliseconds. `direction` is for the error.
   *
   * @throws AbsentChannelError, RealmError (rejects)
   */
  find(channel: string, direction: Direction, timeout: number): Promise<ChannelAddress>
}

export const FIND_TIMEOUT = 5_000

/** Makes the home of a named channel; without its name there is no channel either. */
export async function makeNamed<T>(
  { node, realm }: Pick<Net, 'node' | 'realm'>,
  names: Directory,
  name: string,
  options: RemoteChannelOptions | undefined,
): Promise<RemoteChannel<T>> {
  if (name === '') throw new TypeError("a channel of a realm needs a name: net.channel('jobs')")
  // First the channel: whoever finds the name must find it.
  const made = makeHome<T>(node, realm, name, options)
  try {
    await names.take(name)
  } catch (error) {
    made.remove()
    throw error
  }
  made.onRemoved = () => void names.release(name)
  return made
}

function makeHome<T>(
  node: ChannelNode,
  realm: string,
  name: string,
  options: RemoteChannelOptions | undefined,
): RemoteChannel<T> {
  try {
    return node.channel<T>(name, options)
  } catch (error) {
    // A buffer that is none; otherwise this node has a channel of that name already.
    if (error instanceof RangeError) throw error
    throw new NameTakenError('channel', name, realm, node.id)
  }
}
