/**
 * The link between machines: sessions over the subjects of a realm.
 *
 * A NATS client that is not connected drops what it is given to publish, so the sessions number, acknowledge and
 * send again. The server's word that nobody listens makes a peer suspect, never dead: right after a restart of
 * the server it is heard before the peer has connected again.
 */
import type { Msg, NatsConnection } from '@nats-io/transport-node'
import {
  type Frame,
  type Link,
  type LinkListener,
  type Message,
  type NodeId,
  type RemoteGuard,
  randomWord,
  type SessionEvent,
  type SessionOptions,
  Sessions,
} from '../remote/index.ts'
import { decodeValue, encodeValue } from './codec.ts'
import { fromBytes, halves, OVERHEAD, sizeOf, toBytes, tooLarge, weigh } from './frames.ts'
import { lastNode, type Subjects } from './subjects.ts'

export interface NatsLinkOptions {
  readonly connection: NatsConnection
  readonly subjects: Subjects
  readonly id: NodeId
  readonly listener: LinkListener
  /** Whether a message from another node may be taken; what is to be answered if not. */
  readonly refuse: (from: NodeId, message: Message) => Message | 'ignore' | undefined
  readonly down: (peer: NodeId) => void
  readonly session: Partial<SessionOptions>
}

/** What a frame of several messages should not exceed, in bytes. */
const FRAME = 65_536

type Timer = ReturnType<typeof setTimeout>

/** After the processes that this turn has woken have run: what they say goes into one frame. */
const soon = macrotasks()

function macrotasks(): (task: () => void) => void {
  if (typeof setImmediate === 'function') return task => void setImmediate(task)
  // In a browser: a timer would wait four milliseconds.
  const { port1, port2 } = new MessageChannel()
  const tasks: (() => void)[] = []
  Object.assign(port1, { onmessage: () => tasks.shift()?.() })
  return task => {
    tasks.push(task)
    port2.postMessage(null)
  }
}

const now = (): number => performance.now()

export class NatsLink implements Link {
  private readonly options: NatsLinkOptions
  private readonly sessions: Sessions<Message>
  private timer: Timer | null = null
  private timerAt = Number.POSITIVE_INFINITY
  private flushing = false
  private closed = false

  constructor(options: NatsLinkOptions) {
    this.options = options
    const { connection, subjects, id, session } = options
    this.sessions = new Sessions<Message>({
      newId: () => randomWord() + randomWord(),
      weigh,
      frame: Math.min(FRAME, this.limit >> 1),
      ...session,
    })
    connection.subscribe(subjects.toNode(id), {
      callback: (error, message) => {
        if (!error) this.receive(message)
      },
    })
    connection.subscribe(subjects.backTo(id), {
      callback: (error, { subject }) => {
        const peer = error ? null : lastNode(subject)
        if (peer === null) return
        this.sessions.suspect(peer, now())
        this.work()
      },
    })
  }

  /** The most bytes that the server takes in a message. */
  private get limit(): number {
    return this.options.connection.info?.max_payload ?? 1_048_576
  }

  send(to: NodeId, messages: readonly Message[]): void {
    if (this.closed) return
    for (const message of messages) this.sessions.send(to, message, now())
    if (this.flushing) return
    this.flushing = true
    soon(() => {
      this.flushing = false
      if (this.closed) return
      this.sessions.flush(now())
      this.work()
    })
  }

  encode(value: unknown): unknown {
    if (isShort(value)) return value
    const bytes = encodeValue(value)
    if (bytes.length > this.limit - OVERHEAD) throw tooLarge('it has', bytes.length, this.limit)
    return bytes
  }

  check(guards: readonly RemoteGuard[]): void {
    if (guards.length === 1) return
    const bytes = guards.reduce((sum, { channel, value }) => sum + sizeOf(channel.name, value), 0)
    if (bytes > this.limit - OVERHEAD) throw tooLarge('the selection has', bytes, this.limit)
  }

  decode(value: unknown): unknown {
    return value instanceof Uint8Array ? decodeValue(value) : value
  }

  close(): void {
    if (this.closed) return
    // What was accepted still goes out; nobody waits for its acknowledgement.
    this.sessions.close(now())
    this.work()
    this.closed = true
    if (this.timer !== null) clearTimeout(this.timer)
  }

  private receive({ subject, data }: Msg): void {
    const from = lastNode(subject)
    if (this.closed || data.length === 0 || from === null) return
    const frame = fromBytes(data)
    // A node that speaks otherwise would be waited for for ever: to each other, both are dead.
    if (frame === null) this.sessions.abandon(from)
    else this.sessions.receive(from, frame, now())
    this.work()
  }

  /** Lets out what the sessions have to say, to the peers and to the node. */
  private work(): void {
    this.deliver(this.sessions.takeEvents())
    for (const { to, frame } of this.sessions.takeFrames()) this.publish(to, frame)
    this.arm()
  }

  private publish(to: NodeId, frame: Frame<Message>): void {
    const { connection, subjects, id } = this.options
    if (connection.isClosed() || connection.isDraining()) return
    const bytes = toBytes(frame)
    if (bytes.length <= this.limit) {
      connection.publish(subjects.node(to, id), bytes, { reply: subjects.back(id, to) })
    } else for (const half of halves(frame)) this.publish(to, half)
  }

  private deliver(events: readonly SessionEvent<Message>[]): void {
    const { listener, down } = this.options
    for (let i = 0; i < events.length; i++) {
      const event = events[i]!
      if (event.type === 'message') {
        const { from } = event
        const messages: Message[] = []
        for (let next: SessionEvent<Message> | undefined = event; ; next = events[++i]) {
          if (next?.type !== 'message' || next.from !== from) break
          if (this.admits(from, next.message)) messages.push(next.message)
        }
        i--
        listener.receive(from, messages)
      } else if (event.type === 'lost') listener.lost(event.peer, event.reached)
      else if (event.type === 'down') {
        down(event.peer)
        listener.nodeDown(event.peer, event.reached)
      }
    }
  }

  private admits(from: NodeId, message: Message): boolean {
    const answer = this.options.refuse(from, message)
    if (answer === undefined) return true
    if (answer !== 'ignore') this.send(from, [answer])
    return false
  }

  private arm(): void {
    const { deadline } = this.sessions
    if (this.closed || deadline >= this.timerAt) return
    if (this.timer !== null) clearTimeout(this.timer)
    this.timerAt = deadline
    this.timer = setTimeout(
      () => {
        this.timerAt = Number.POSITIVE_INFINITY
        this.timer = null
        this.sessions.tick(now())
        this.work()
      },
      Math.max(0, Math.ceil(deadline - now())),
    )
  }
}

/** Small enough to travel in the frame as it is. Strings may take three bytes for a character. */
function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length < 256
  return (
    value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined
  )
}
