/**
 * Nodes and links under the hand of a test: it says which link delivers next, which node dies, which link is
 * cut. Links are FIFO and reliable until they are cut; what was on the way is then lost from some point on,
 * each direction for itself, and each side hears of it after all that still arrives. Every message passes
 * through its wire form.
 */
import type { NodeId } from '../../src/remote/identity.ts'
import type { Message } from '../../src/remote/message.ts'
import { RemoteNode, type Roles } from '../../src/remote/node.ts'
import type { RemoteEvent } from '../../src/remote/outcome.ts'
import { decode, encode } from '../../src/remote/wire.ts'
import { outboxOf } from './inspect.ts'
import type { Random } from './random.ts'

/** What a link carries: a message, or the news that the acquaintance is over. */
type Item =
  | { readonly wire: readonly unknown[] }
  | { readonly down: true; readonly reached: boolean }

interface Link {
  readonly from: NodeId
  readonly to: NodeId
  items: Item[]
  /** Breaks that the sender has not heard of yet: until then, what it sends is lost. */
  unheard: number
}

export class Network {
  readonly nodes = new Map<NodeId, RemoteNode>()
  readonly dead = new Set<NodeId>()
  readonly faults: string[] = []
  messages = 0
  private readonly links = new Map<string, Link>()
  private readonly random: Random
  private readonly roles: Roles | undefined
  private readonly hear: (node: NodeId, event: RemoteEvent) => void
  private incarnations = 0

  constructor(
    random: Random,
    roles: Roles | undefined,
    hear: (node: NodeId, event: RemoteEvent) => void,
  ) {
    this.random = random
    this.roles = roles
    this.hear = hear
  }

  start(id: NodeId): RemoteNode {
    const node = new RemoteNode({ id, epoch: `${++this.incarnations}` }, this.roles)
    this.nodes.set(id, node)
    this.dead.delete(id)
    return node
  }

  living(): NodeId[] {
    return [...this.nodes.keys()].filter(id => !this.dead.has(id))
  }

  /** Moves what a node has put into its mailbox onto the links, and its events to the listener. */
  flush(id: NodeId): void {
    const node = this.nodes.get(id)!
    for (const { to, message } of node.takeOutbox()) {
      const link = this.link(id, to)
      if (link.unheard > 0) continue
      if (this.dead.has(to)) this.bounce(link)
      else link.items.push({ wire: encode(message) })
    }
    for (const event of node.takeEvents()) this.hear(id, event)
  }

  /** Delivers one item of a random link. False when nothing is on the way. */
  step(): boolean {
    const ready = [...this.links.values()].filter(l => l.items.length > 0 && !this.dead.has(l.to))
    if (ready.length === 0) return false
    this.deliver(this.random.pick(ready))
    return true
  }

  private deliver(link: Link): void {
    const item = link.items.shift()!
    const node = this.nodes.get(link.to)!
    this.messages++
    if ('down' in item) {
      this.link(link.to, link.from).unheard--
      node.nodeDown(link.from, item.reached)
      // Except `taken`: another home may still command a match with a writer there.
      const stray = outboxOf(node).some(
        ({ to, message }) => to === link.from && message.type !== 'taken',
      )
      if (stray) this.faults.push(`${link.to} heard that ${link.from} is dead, and sends to it`)
    } else node.receive(link.from, decode(item.wire) as Message)
    this.flush(link.to)
  }

  kill(id: NodeId): void {
    this.dead.add(id)
    for (const other of this.living()) {
      this.link(other, id).items = []
      this.break(this.link(id, other))
      // What the next incarnation sends is news, whatever the dead one had still to hear.
      this.link(id, other).unheard = 0
    }
  }

  cut(a: NodeId, b: NodeId): void {
    this.break(this.link(a, b))
    this.break(this.link(b, a))
  }

  /** Loses what is on the way from a random point on, but no news of an earlier break. */
  private break(link: Link): void {
    const kept = link.items.findLastIndex(item => 'down' in item) + 1
    link.items.length = kept + this.random.below(link.items.length - kept + 1)
    link.items.push({ down: true, reached: true })
    this.link(link.to, link.from).unheard++
  }

  /** A message to a dead node: its sender hears, in time, that nothing arrived. */
  private bounce(link: Link): void {
    link.unheard++
    this.link(link.to, link.from).items.push({ down: true, reached: false })
  }

  private link(from: NodeId, to: NodeId): Link {
    const key = `${from}>${to}`
    let link = this.links.get(key)
    if (!link) {
      link = { from, to, items: [], unheard: 0 }
      this.links.set(key, link)
    }
    return link
  }
}
