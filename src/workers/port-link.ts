/**
 * The link between threads: a message port for each pair of nodes that have anything to say to each other.
 *
 * What is sent within a turn of the event loop goes out as one message, since waking the other thread costs more
 * than everything else (a ring in shared memory was slower than batches); and where messages are dense, no thread
 * goes to sleep between them (`adaptive-spin.ts`). A port is reliable and keeps the order, and closes after its last
 * message when its thread ends, however that ends: that is `nodeDown`.
 *
 * A port to a peer is made when it is first needed, by the main thread, which knows every node:
 *
 *     worker 1                    main                     worker 2
 *        | ask for worker 2 ------> |                          |
 *        | <---- introduce (port) - | - introduce (port) ----> |
 *        | <==================== messages ===================> |
 */
import type { MessagePort, TransferListItem } from 'node:worker_threads'
import type { Link, LinkListener, Message, NodeId } from '../remote/index.ts'
import { decode, encode, transferOf } from '../remote/index.ts'
import { AdaptiveSpin } from './adaptive-spin.ts'

/** What the main thread and a worker say to each other beside the messages of the protocol. */
export type Control =
  | { readonly type: 'ask'; readonly peer: NodeId }
  | { readonly type: 'introduce'; readonly peer: NodeId; readonly port: MessagePort }
  /** There is no such node, or it has died. */
  | { readonly type: 'absent'; readonly peer: NodeId }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: unknown }

/** So many messages go out without waiting for the end of the turn: the peer works while this thread does. */
const BATCH = 32

interface Peer {
  /** Null while it has been asked for. */
  port: MessagePort | null
  batch: unknown[]
  transfer: TransferListItem[]
}

export interface PortLinkOptions {
  readonly listener: LinkListener
  /** Asks for a port to a node that this one does not know; false when there is nobody to ask. */
  readonly ask: (peer: NodeId) => boolean
  /** Anything that is not a message of the protocol. */
  readonly control: (from: NodeId, control: Control) => void
  readonly down: (peer: NodeId) => void
}

export class PortLink implements Link {
  private readonly peers = new Map<NodeId, Peer>()
  private readonly options: PortLinkOptions
  private readonly spin = new AdaptiveSpin()
  private flushing = false

  constructor(options: PortLinkOptions) {
    this.options = options
  }

  /** Joins two nodes: the other end of the port has been, or will be, given to the peer. */
  introduce(id: NodeId, port: MessagePort): void {
    const peer = this.peers.get(id) ?? { port: null, batch: [], transfer: [] }
    peer.port = port
    this.peers.set(id, peer)
    port.on('message', (received: unknown[] | Control) => {
      if (Array.isArray(received)) {
        this.options.listener.receive(id, received.map(decode))
        this.spin.received()
      } else this.options.control(id, received)
    })
    port.on('close', () => this.gone(id, port))
    if (peer.batch.length > 0) this.schedule()
  }

  /** The node that was asked for is not there. One that was, says so by its port. */
  absent(id: NodeId): void {
    if (this.peers.get(id)?.port !== null) return
    this.peers.delete(id)
    this.options.listener.nodeDown(id, false)
  }

  private gone(id: NodeId, port: MessagePort): void {
    if (this.peers.get(id)?.port !== port) return
    this.peers.delete(id)
    this.options.listener.nodeDown(id, true)
    this.options.down(id)
  }

  /** Whether this thread stays alive for what the peer may send. */
  hold(id: NodeId, held: boolean): void {
    const port = this.peers.get(id)?.port
    if (held) port?.ref()
    else port?.unref()
  }

  control(to: NodeId, control: Control, transfer: readonly TransferListItem[] = []): void {
    this.flush()
    this.peers.get(to)?.port?.postMessage(control, transfer)
  }

  send(to: NodeId, messages: readonly Message[]): void {
    const peer = this.peers.get(to) ?? this.acquire(to)
    if (!peer) return
    for (const message of messages) {
      peer.batch.push(encode(message))
      for (const item of moving(message)) peer.transfer.push(item as TransferListItem)
    }
    if (peer.batch.length < BATCH) this.schedule()
    else post(peer)
  }

  private acquire(to: NodeId): Peer | undefined {
    if (!this.options.ask(to)) {
      queueMicrotask(() => this.options.listener.nodeDown(to, false))
      return undefined
    }
    const peer: Peer = { port: null, batch: [], transfer: [] }
    this.peers.set(to, peer)
    return peer
  }

  /**
   * The copy is made now: a value that cannot be copied then fails its own write and not the batch, and the
   * writer may go on changing what it wrote.
   */
  encode(value: unknown): unknown {
    if (isPrimitive(value)) return value
    return structuredClone(value, { transfer: [...transferOf(value)] as never[] })
  }

  decode(value: unknown): unknown {
    return value
  }

  close(): void {
    this.flush()
    for (const [id, { port }] of [...this.peers]) {
      this.peers.delete(id)
      port?.close()
    }
  }

  /** When all that has arrived in this turn is dealt with, and the processes that it woke have said their word. */
  private schedule(): void {
    if (this.flushing) return
    this.flushing = true
    setImmediate(() => this.flush())
  }

  private flush(): void {
    this.flushing = false
    for (const peer of this.peers.values()) post(peer)
  }
}

/** Unless the peer has been asked for and is not there yet. */
function post(peer: Peer): void {
  const { port, batch, transfer } = peer
  if (port === null || batch.length === 0) return
  peer.batch = []
  peer.transfer = []
  port.postMessage(batch, transfer)
}

/** What a message moves to the other thread. A value that may come back is copied. */
function moving(message: Message): readonly unknown[] {
  if (message.type === 'commit') return message.final ? transferOf(message.value) : []
  if (message.type !== 'offer') return []
  return message.guards.flatMap(({ value }) => transferOf(value))
}

const isPrimitive = (value: unknown): boolean =>
  value === null ||
  !(typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol')
