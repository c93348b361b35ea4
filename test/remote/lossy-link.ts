/** A link that loses, reorders and duplicates frames, in virtual time, under the hand of a seed. */
import type { NodeId } from '../../src/remote/identity.ts'
import type { Frame } from '../../src/remote/session.ts'
import { type SessionEvent, Sessions, type SessionsOptions } from '../../src/remote/sessions.ts'
import type { Random } from './random.ts'

export interface Weather {
  /** One frame in so many is lost, and one in so many is sent twice. */
  readonly lose: number
  readonly duplicate: number
  /** Milliseconds that a frame may take; one in fifty takes ten times as long. */
  readonly delay: number
}

export class LossyLink<T> {
  now = 0
  readonly ends = new Map<NodeId, Sessions<T>>()
  /** Between these nodes nothing passes. */
  partitioned = false
  frames = 0
  private readonly flying: { at: number; from: NodeId; to: NodeId; frame: Frame<T> }[] = []
  private readonly random: Random
  private readonly weather: Weather
  private readonly hear: (node: NodeId, event: SessionEvent<T>) => void
  private ids = 0

  constructor(
    random: Random,
    weather: Weather,
    hear: (node: NodeId, event: SessionEvent<T>) => void,
  ) {
    this.random = random
    this.weather = weather
    this.hear = hear
  }

  start(id: NodeId, options: Partial<SessionsOptions<T>> = {}): Sessions<T> {
    const sessions = new Sessions<T>({ newId: () => `${id}${++this.ids}`, ...options })
    this.ends.set(id, sessions)
    return sessions
  }

  send(from: NodeId, to: NodeId, message: T): void {
    this.ends.get(from)!.send(to, message, this.now)
  }

  /** Lets the time pass, in steps of a millisecond. */
  pass(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end; this.now++) this.step()
  }

  private step(): void {
    const { now } = this
    for (const due of this.flying.filter(({ at }) => at <= now)) {
      this.flying.splice(this.flying.indexOf(due), 1)
      this.ends.get(due.to)?.receive(due.from, due.frame, now)
      this.collect(due.to)
    }
    for (const [id, sessions] of this.ends) {
      sessions.flush(now)
      if (sessions.deadline <= now) sessions.tick(now)
      this.collect(id)
    }
  }

  private collect(id: NodeId): void {
    const sessions = this.ends.get(id)!
    for (const event of sessions.takeEvents()) this.hear(id, event)
    for (const { to, frame } of sessions.takeFrames()) {
      this.frames++
      if (this.partitioned || this.random.once(this.weather.lose)) continue
      this.fly(id, to, frame)
      if (this.random.once(this.weather.duplicate)) this.fly(id, to, frame)
    }
  }

  private fly(from: NodeId, to: NodeId, frame: Frame<T>): void {
    const late = this.random.once(50) ? 10 : 1
    const at = this.now + 1 + this.random.below(this.weather.delay) * late
    this.flying.push({ at, from, to, frame })
  }
}
