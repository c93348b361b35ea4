/**
 * One acquaintance of two nodes over a link that may lose, reorder and duplicate: the sequence numbers and
 * the clock of one side. `sessions.ts` decides which sessions exist. Times are milliseconds of any clock.
 */
import type { NodeId } from './identity.ts'

export interface SessionOptions {
  /** Until a frame is sent again; doubled each time, up to the heartbeat. */
  readonly retransmit: number
  /** How long an acknowledgement waits for a message to travel with. */
  readonly acknowledge: number
  /** The longest silence of a living side. */
  readonly heartbeat: number
  /** Silence after which this node's own operations at the peer are given up. */
  readonly partyLease: number
  /** Silence after which the peer is dead: a party must have given up before its home does. */
  readonly homeLease: number
  /** The most that one frame may weigh, and what a message weighs: bytes, or by default 1 for each message. */
  readonly frame: number
}

export const defaultOptions: SessionOptions = {
  retransmit: 250,
  acknowledge: 3,
  heartbeat: 300,
  partyLease: 1_200,
  homeLease: 1_800,
  frame: 64,
}

/**
 * `session` names the sender's side and `peer` the receiver's, null in a greeting. `sequence` is the number
 * of the first message; `acknowledged` the number of the last message received in order.
 */
export interface DataFrame<T> {
  readonly type: 'data'
  readonly session: string
  readonly peer: string | null
  readonly sequence: number
  readonly acknowledged: number
  readonly messages: readonly T[]
}

/** The named session of the receiver is over: its sender knows no such partner. */
export interface ResetFrame {
  readonly type: 'reset'
  readonly session: string
}

export type Frame<T> = DataFrame<T> | ResetFrame

export class Session<T> {
  readonly node: NodeId
  readonly id: string
  /** The other side's session, once it has proved that it is alive by naming this one. */
  peer: string | null = null
  /** The party lease has run out, and nothing was heard since. */
  lost = false
  suspected = false
  /** Frames to be sent, in order. */
  readonly frames: Frame<T>[] = []
  private readonly options: SessionOptions
  private readonly weigh: (message: T) => number
  private readonly waiting: T[] = []
  /** The messages numbered from `base` up to and without `next`. */
  private readonly unacknowledged: T[] = []
  private base = 1
  private next = 1
  private expected = 1
  private heardAt: number
  private sentAt = Number.NEGATIVE_INFINITY
  private patience: number
  private retransmitAt: number
  private acknowledgeAt = Number.POSITIVE_INFINITY

  constructor(
    node: NodeId,
    id: string,
    now: number,
    options: SessionOptions,
    weigh: (message: T) => number,
  ) {
    this.node = node
    this.id = id
    this.options = options
    this.weigh = weigh
    this.heardAt = now
    this.patience = options.retransmit
    this.retransmitAt = now
  }

  get open(): boolean {
    return this.peer !== null
  }

  /** Whether anything was entrusted to it: the end of any other needs no word. */
  get used(): boolean {
    return this.open || this.waiting.length > 0
  }

  send(message: T): void {
    this.waiting.push(message)
  }

  /** Puts what waits into frames. Before the session is open, only greetings are sent. */
  flush(now: number): void {
    if (!this.open) {
      if (this.sentAt === Number.NEGATIVE_INFINITY) this.tick(now)
      return
    }
    const { waiting, unacknowledged, next } = this
    if (waiting.length === 0) return
    if (unacknowledged.length === 0) this.retransmitAt = now + this.patience
    for (const message of waiting) unacknowledged.push(message)
    this.next += waiting.length
    waiting.length = 0
    this.transmitFrom(now, next)
  }

  /** In as few frames as their weight allows: what is sent again may have been many small ones. */
  private transmitFrom(now: number, number: number): void {
    const { unacknowledged, base } = this
    for (let from = number - base; from < unacknowledged.length; ) {
      let to = from
      let weight = 0
      do weight += this.weigh(unacknowledged[to++]!)
      while (
        to < unacknowledged.length &&
        weight + this.weigh(unacknowledged[to]!) <= this.options.frame
      )
      this.transmit(now, base + from, unacknowledged.slice(from, to))
      from = to
    }
  }

  /** The messages of a frame that are new, in order. */
  receive({ sequence, acknowledged, messages }: DataFrame<T>, now: number): readonly T[] {
    this.heardAt = now
    this.lost = false
    this.suspected = false
    this.acknowledged(acknowledged, now)
    if (messages.length === 0) return []
    // Also for what was received before: the acknowledgement may have been lost.
    this.acknowledgeAt = Math.min(this.acknowledgeAt, now + this.options.acknowledge)
    const known = this.expected - sequence
    if (known < 0 || known >= messages.length) return []
    this.expected = sequence + messages.length
    return messages.slice(known)
  }

  private acknowledged(number: number, now: number): void {
    const known = number - this.base + 1
    if (known <= 0) return
    this.unacknowledged.splice(0, known)
    this.base += known
    this.patience = this.options.retransmit
    this.retransmitAt = now + this.patience
  }

  /** What is due by now. */
  tick(now: number): 'alive' | 'lost' | 'dead' {
    const { partyLease, homeLease, heartbeat } = this.options
    const silence = now - this.heardAt
    if (silence >= homeLease) return 'dead'
    if (now >= this.retransmitAt && (!this.open || this.unacknowledged.length > 0)) {
      this.patience = Math.min(this.patience * 2, heartbeat)
      this.retransmitAt = now + this.patience
      if (this.open) this.transmitFrom(now, this.base)
      else this.greet(now, null)
    } else if (this.open && (now >= this.acknowledgeAt || now - this.sentAt >= heartbeat)) {
      this.transmit(now, this.next, [])
    }
    if (this.lost || silence < partyLease) return 'alive'
    this.lost = true
    return 'lost'
  }

  /** When `tick` has something to do next. */
  get deadline(): number {
    const { partyLease, homeLease, heartbeat } = this.options
    const lease = this.heardAt + (this.lost ? homeLease : partyLease)
    if (!this.open) return Math.min(lease, this.retransmitAt)
    const again = this.unacknowledged.length > 0 ? this.retransmitAt : Number.POSITIVE_INFINITY
    return Math.min(lease, again, this.acknowledgeAt, this.sentAt + heartbeat)
  }

  /** A greeting, or the answer to one: names no peer, or the one that greeted. Carries no messages. */
  greet(now: number, peer: string | null): void {
    this.sentAt = now
    this.retransmitAt = now + this.patience
    const { id: session, next: sequence } = this
    this.frames.push({ type: 'data', session, peer, sequence, acknowledged: 0, messages: [] })
  }

  private transmit(now: number, sequence: number, messages: readonly T[]): void {
    this.sentAt = now
    this.acknowledgeAt = Number.POSITIVE_INFINITY
    const { id: session, peer } = this
    const acknowledged = this.expected - 1
    this.frames.push({ type: 'data', session, peer, sequence, acknowledged, messages })
  }
}
