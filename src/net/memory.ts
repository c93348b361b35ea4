/**
 * A realm within one process, for programs and tests without a server: the same interface over the memory link.
 */
import {
  ChannelNode,
  MemoryNetwork,
  type NodeId,
  type RemoteChannel,
  type RemoteChannelOptions,
} from '../remote/index.ts'
import { NameTakenError, nodeClosed, noSuchName } from './errors.ts'
import { type Directory, FIND_TIMEOUT, type FindOptions, makeNamed, type Net } from './net.ts'

/** Between two looks for a name that is not there yet, in milliseconds. */
const LOOK = 5

/** A realm within one process, without a server: for tests and first steps. */
export class MemoryRealm {
  readonly name: string
  private readonly network = new MemoryNetwork()
  private readonly names = new Map<string, NodeId>()
  private readonly nodes = new Set<NodeId>()

  constructor(name = 'memory') {
    this.name = name
  }

  /**
   * Joins the realm under a name.
   *
   * @throws NameTakenError (rejects)
   */
  async connect({ name }: { readonly name: string }): Promise<Net> {
    if (this.nodes.has(name)) throw new NameTakenError('node', name, this.name)
    const node = new ChannelNode({ id: name, open: this.network.open })
    this.nodes.add(name)
    return new MemoryNet(this.name, node, this.directoryOf(name), () => this.leave(name))
  }

  private directoryOf(node: NodeId): Directory {
    return {
      take: async channel => {
        const holder = this.names.get(channel)
        if (holder !== undefined) throw new NameTakenError('channel', channel, this.name, holder)
        this.names.set(channel, node)
      },
      release: async channel => {
        if (this.names.get(channel) === node) this.names.delete(channel)
      },
      find: async (channel, direction, timeout) => {
        const deadline = performance.now() + timeout
        for (;;) {
          const home = this.names.get(channel)
          if (home !== undefined) return { home, name: channel }
          if (performance.now() >= deadline) throw noSuchName(this.name, channel, direction)
          await new Promise(resolve => setTimeout(resolve, LOOK))
        }
      },
    }
  }

  private leave(node: NodeId): void {
    this.nodes.delete(node)
    for (const [channel, home] of this.names) if (home === node) this.names.delete(channel)
  }
}

class MemoryNet implements Net {
  readonly realm: string
  readonly node: ChannelNode
  private readonly names: Directory
  private readonly leave: () => void
  private closed = false

  constructor(realm: string, node: ChannelNode, names: Directory, leave: () => void) {
    this.realm = realm
    this.node = node
    this.names = names
    this.leave = leave
  }

  private directory(): Directory {
    if (this.closed) throw nodeClosed(this.realm)
    return this.names
  }

  async channel<T>(name: string, options?: RemoteChannelOptions): Promise<RemoteChannel<T>> {
    return makeNamed<T>(this, this.directory(), name, options)
  }

  async reader<T>(name: string, { timeout = FIND_TIMEOUT }: FindOptions = {}) {
    return this.node.reader<T>(await this.directory().find(name, 'read', timeout))
  }

  async writer<T>(name: string, { timeout = FIND_TIMEOUT }: FindOptions = {}) {
    return this.node.writer<T>(await this.directory().find(name, 'write', timeout))
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.node.close()
    this.leave()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
