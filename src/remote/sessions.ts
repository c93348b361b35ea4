/**
 * The sessions of one node: reliable, ordered, once, over a link that loses, reorders and duplicates.
 *
 *              hello (me, null) ---------------------------->
 *              <------------------------- (you, me) the answer
 *     OPEN     (me, you) + messages ------------------------->   OPEN
 *
 * Invariants
 * 1. Messages are delivered only from a frame that names this side's session, so only from a peer that was
 *    alive after that session began. A duplicate of an old frame, delivered after both sides began anew, can
 *    therefore offer nothing twice. Test: 'an old frame is refused' in session.test.ts.
 * 2. A greeting never ends a session: it may be an old one. It is answered by a *challenger*, which takes
 *    over when the peer names it, and only then is the old peer down.
 *    Test: 'an old greeting harms nobody' in session.test.ts.
 * 3. `down` is told after every message of the old session and before any of the new.
 *
 * A transport's word that nobody listens makes a peer suspect, never dead: after a server restart it is
 * heard before the peer has reconnected. Only the lease, or a reset by the peer, ends a session.
 */
import type { NodeId } from './identity.ts'
import { defaultOptions, type Frame, Session, type SessionOptions } from './session.ts'

export type SessionEvent<T> =
  | { readonly type: 'message'; readonly from: NodeId; readonly message: T }
  | { readonly type: 'suspect'; readonly peer: NodeId }
  | { readonly type: 'lost'; readonly peer: NodeId; readonly reached: boolean }
  | {
      readonly type: 'down'
      readonly peer: NodeId
      readonly reached: boolean
      readonly reason: 'lease' | 'reset' | 'restarted'
    }

export interface SessionsOptions<T> extends Partial<SessionOptions> {
  /** Names that no session had before, on any incarnation of this node: random words. */
  readonly newId: () => string
  readonly weigh?: (message: T) => number
}

export class Sessions<T> {
  private readonly options: SessionOptions
  private readonly newId: () => string
  private readonly weigh: (message: T) => number
  private readonly current = new Map<NodeId, Session<T>>()
  private readonly challengers = new Map<NodeId, Session<T>>()
  private outgoing: { to: NodeId; frame: Frame<T> }[] = []
  private events: SessionEvent<T>[] = []

  constructor({ newId, weigh = () => 1, ...options }: SessionsOptions<T>) {
    this.options = { ...defaultOptions, ...options }
    const { partyLease, homeLease } = this.options
    if (!(partyLease < homeLease)) {
      throw new RangeError(
        `a party lease of ${partyLease} ms must be shorter than the home lease of ${homeLease} ms: a party gives up before its home does`,
      )
    }
    this.newId = newId
    this.weigh = weigh
  }

  /** Accepts a message for a peer; `flush` puts it into a frame. */
  send(peer: NodeId, message: T, now: number): void {
    const session = this.current.get(peer) ?? this.begin(peer, now)
    session.send(message)
  }

  /** Call once for many sends, for example at the end of a turn of the event loop. */
  flush(now: number): void {
    for (const session of this.current.values()) {
      session.flush(now)
      this.collect(session)
    }
  }

  receive(from: NodeId, frame: Frame<T>, now: number): void {
    if (frame.type === 'reset') {
      if (this.challengers.get(from)?.id === frame.session) this.challengers.delete(from)
      const session = this.current.get(from)
      if (session?.id === frame.session) this.end(session, 'reset')
      return
    }
    if (frame.peer === null) {
      const session = this.answererOf(from, frame.session, now)
      session.greet(now, frame.session)
      this.collect(session)
      return
    }
    const named = [this.current.get(from), this.challengers.get(from)]
    const session = named.find(candidate => candidate?.id === frame.peer)
    if (!session || (session.open && session.peer !== frame.session)) {
      this.outgoing.push({ to: from, frame: { type: 'reset', session: frame.session } })
      return
    }
    if (session !== this.current.get(from)) this.replace(session)
    session.peer = frame.session
    for (const message of session.receive(frame, now)) {
      this.events.push({ type: 'message', from, message })
    }
    session.flush(now)
    this.collect(session)
  }

  /** Which of our sessions a greeting may become acquainted with. */
  private answererOf(from: NodeId, greeter: string, now: number): Session<T> {
    const current = this.current.get(from)
    if (!current) return this.begin(from, now)
    if (!current.open || current.peer === greeter) return current
    const challenger = this.challengers.get(from) ?? this.create(from, now)
    this.challengers.set(from, challenger)
    return challenger
  }

  private replace(challenger: Session<T>): void {
    const old = this.current.get(challenger.node)
    if (old) this.end(old, 'restarted')
    this.challengers.delete(challenger.node)
    this.current.set(challenger.node, challenger)
  }

  /** The peer cannot be understood: the sessions with it end, on both sides. */
  abandon(peer: NodeId): void {
    const session = this.current.get(peer)
    this.challengers.delete(peer)
    if (!session) return
    if (session.peer !== null) {
      this.outgoing.push({ to: peer, frame: { type: 'reset', session: session.peer } })
    }
    this.end(session, 'reset')
  }

  /** The transport says that nobody listens there. */
  suspect(peer: NodeId, now: number): void {
    const session = this.current.get(peer)
    if (!session || session.suspected) return
    session.suspected = true
    this.events.push({ type: 'suspect', peer })
    this.tick(now)
  }

  tick(now: number): void {
    for (const [peer, session] of [...this.current]) {
      const state = session.tick(now)
      if (state === 'dead') this.end(session, 'lease')
      else if (state === 'lost') this.events.push({ type: 'lost', peer, reached: session.open })
      this.collect(session)
    }
    for (const [peer, challenger] of [...this.challengers]) {
      // It speaks only when spoken to; unclaimed, it is forgotten.
      if (challenger.tick(now) === 'dead') this.challengers.delete(peer)
      challenger.frames.length = 0
    }
  }

  /** When `tick` is due; Infinity when there is nothing to wait for. */
  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY
    for (const session of this.current.values()) deadline = Math.min(deadline, session.deadline)
    return deadline
  }

  /** Ends every session, and tells the peers so: they need not wait for the lease to know. */
  close(now: number): void {
    this.flush(now)
    for (const { node, peer } of this.current.values()) {
      if (peer !== null) this.outgoing.push({ to: node, frame: { type: 'reset', session: peer } })
    }
    this.current.clear()
    this.challengers.clear()
  }

  takeFrames(): { to: NodeId; frame: Frame<T> }[] {
    const { outgoing } = this
    this.outgoing = []
    return outgoing
  }

  takeEvents(): SessionEvent<T>[] {
    const { events } = this
    this.events = []
    return events
  }

  private begin(peer: NodeId, now: number): Session<T> {
    const session = this.create(peer, now)
    this.current.set(peer, session)
    return session
  }

  private create(peer: NodeId, now: number): Session<T> {
    return new Session<T>(peer, this.newId(), now, this.options, this.weigh)
  }

  private end(session: Session<T>, reason: 'lease' | 'reset' | 'restarted'): void {
    const { node: peer, open: reached, used } = session
    if (this.current.get(peer) === session) this.current.delete(peer)
    session.frames.length = 0
    if (used) this.events.push({ type: 'down', peer, reached, reason })
  }

  private collect(session: Session<T>): void {
    for (const frame of session.frames) this.outgoing.push({ to: session.node, frame })
    session.frames.length = 0
  }
}
