import type { NodeId } from './identity.ts'
import type { Envelope, Message } from './message.ts'
import type { RemoteEvent } from './outcome.ts'

/**
 * Where the state machine puts what it wants done: plain lists that its driver empties. No callbacks, so a
 * node is nothing but data, which a checker can copy, compare and step.
 */
export class Mailbox {
  readonly self: NodeId
  /** For other nodes, in the order of sending. */
  outbox: Envelope[] = []
  /** From this node to itself: never on a link, delivered before the step ends. */
  local: Message[] = []
  events: RemoteEvent[] = []

  constructor(self: NodeId) {
    this.self = self
  }

  send(to: NodeId, message: Message): void {
    if (to === this.self) this.local.push(message)
    else this.outbox.push({ to, message })
  }

  tell(event: RemoteEvent): void {
    this.events.push(event)
  }
}
