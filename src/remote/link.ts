import type { NodeId } from './identity.ts'
import type { Message } from './message.ts'
import type { RemoteGuard } from './sync.ts'

/**
 * What joins a node to others: threads by message ports, machines by NATS, or memory.
 *
 * A link delivers what it delivers to one peer in order and once. When it can no longer promise that, it says
 * `nodeDown` to both sides, each after the last message that still arrives there; what is sent afterwards
 * begins a new acquaintance, which the other side sees only after its own `nodeDown`.
 */
export interface Link {
  send(to: NodeId, messages: readonly Message[]): void
  /**
   * What travels in place of a written value. Throws when the value cannot travel, so that only its own
   * write fails. `decode` undoes it at the reader.
   */
  encode(value: unknown): unknown
  decode(value: unknown): unknown
  /** Throws when these guards, their values encoded, are too much for one message. */
  check?(guards: readonly RemoteGuard[]): void
  /** Leaves without a word: to the others this node is down. */
  close(): void
}

export interface LinkListener {
  receive(from: NodeId, messages: readonly Message[]): void
  /** `reached: false`: nothing that was sent since the last `nodeDown` has arrived. */
  nodeDown(peer: NodeId, reached: boolean): void
  /** Silent for longer than an operation may wait, and not yet down. */
  lost(peer: NodeId, reached: boolean): void
}

/** Joins a node to a link. The listener may be called at once, also within `send`. */
export type OpenLink = (node: NodeId, listener: LinkListener) => Link
