import type { SyncId } from './identity.ts'
import type { Link, LinkListener, OpenLink } from './link.ts'
import type { Message } from './message.ts'
import type { RemoteNode } from './node.ts'
import type { RemoteEvent } from './outcome.ts'
import type { RemoteGuard, SyncOptions } from './sync.ts'

/** Whoever has begun an operation. */
export interface Owner {
  begun(sync: SyncId): void
}

/**
 * A node on a link: after every step, what it wants sent goes to the link and what it has to tell goes to
 * `hear`. Everything that turns events into promises and errors stands on this.
 */
export class Endpoint {
  readonly node: RemoteNode
  private readonly link: Link
  private readonly hear: (event: RemoteEvent) => void
  private readonly rest: () => void
  private stepping = false

  /**
   * @param hear is told every event at once, in the midst of a step: it must not run anyone else's code
   * @param rest is called when the step is over
   */
  constructor(
    node: RemoteNode,
    open: OpenLink,
    hear: (event: RemoteEvent) => void,
    rest: () => void = () => {},
  ) {
    this.node = node
    this.hear = hear
    this.rest = rest
    const listener: LinkListener = {
      receive: (from, messages) =>
        this.step(() => {
          for (const message of messages) node.receive(from, message)
        }),
      nodeDown: (peer, reached) => this.step(() => node.nodeDown(peer, reached)),
      lost: (peer, reached) => this.step(() => node.giveUp(peer, reached)),
    }
    this.link = open(node.id, listener)
  }

  /**
   * Begins an operation. Throws what the link throws for a value that cannot travel; nothing is offered then.
   *
   * @param owner is told the operation's name before its first event, and stands in each of them
   */
  begin(guards: readonly RemoteGuard[], options?: SyncOptions, owner?: Owner): SyncId {
    const encoded = this.encoded(guards)
    this.link.check?.(encoded)
    const sync = this.node.begin(encoded, options, owner)
    owner?.begun(sync)
    this.conclude()
    return sync
  }

  private encoded(guards: readonly RemoteGuard[]): readonly RemoteGuard[] {
    if (guards.every(({ direction }) => direction === 'read')) return guards
    return guards.map(guard =>
      guard.direction === 'read' ? guard : { ...guard, value: this.encode(guard.value) },
    )
  }

  /** What travels in place of a value, as `begin` makes it for writes. */
  encode(value: unknown): unknown {
    return this.link.encode(value)
  }

  decode(value: unknown): unknown {
    return this.link.decode(value)
  }

  /** Any other operation of the node: `endpoint.act(node => node.cancel(sync))`. */
  act<R>(action: (node: RemoteNode) => R): R {
    return this.step(() => action(this.node))
  }

  close(): void {
    this.link.close()
  }

  private step<R>(action: () => R): R {
    const result = action()
    this.conclude()
    return result
  }

  private conclude(): void {
    // What `hear` begins is flushed by the loop below, in order, and not by a loop within it.
    if (this.stepping) return
    this.stepping = true
    try {
      this.flush()
    } finally {
      this.stepping = false
    }
    this.rest()
  }

  private flush(): void {
    for (;;) {
      const outbox = this.node.takeOutbox()
      const events = this.node.takeEvents()
      if (outbox.length === 0 && events.length === 0) return
      for (let i = 0; i < outbox.length; ) {
        const { to } = outbox[i]!
        const batch: Message[] = []
        for (; outbox[i]?.to === to; i++) batch.push(outbox[i]!.message)
        this.link.send(to, batch)
      }
      for (const event of events) this.hear(this.decoded(event))
    }
  }

  private decoded(event: RemoteEvent): RemoteEvent {
    if (event.type === 'undelivered') return { ...event, value: this.link.decode(event.value) }
    if (event.type !== 'settled' || event.outcome.type !== 'received') return event
    const { outcome } = event
    const value = this.link.decode(outcome.value)
    // Between threads a value arrives decoded.
    return value === outcome.value ? event : { ...event, outcome: { ...outcome, value } }
  }
}
