/**
 * Timers: one heap of deadlines over one timer of the platform.
 *
 * A deadline costs O(log n) to set and to cancel and leaves nothing behind, equal deadlines expire in the
 * order in which they were set, and delays over 2^31 - 1 ms (where the platform's timers wrap around to
 * 1 ms) are taken in steps.
 */
import { LONGEST_PLATFORM_DELAY } from './delay.ts'
import { ports } from './ports.ts'

export interface TimerTarget {
  expired(): void
}

export class Timer {
  /** Milliseconds on the monotonic clock. */
  readonly deadline: number
  readonly order: number
  readonly target: TimerTarget
  /** Position in the heap, or -1 when not in it. */
  position = -1

  constructor(deadline: number, order: number, target: TimerTarget) {
    this.deadline = deadline
    this.order = order
    this.target = target
  }

  precedes(other: Timer): boolean {
    return (
      this.deadline < other.deadline ||
      (this.deadline === other.deadline && this.order < other.order)
    )
  }
}

class Timers {
  private heap: Timer[] = []
  private count = 0
  private armed: unknown = null
  private armedFor = Infinity

  /** How many have not expired. */
  get pending(): number {
    return this.heap.length
  }

  /** Starts a timer, `delay` milliseconds from now. */
  start(delay: number, target: TimerTarget): Timer {
    const timer = new Timer(ports.clock.now() + delay, this.count++, target)
    this.insert(timer)
    ports.choice?.armed(timer)
    return timer
  }

  /** The timers that have not expired, in no particular order. */
  get running(): readonly Timer[] {
    return this.heap
  }

  /** Lets a running timer expire, whatever the clock says. */
  expire(timer: Timer): void {
    this.remove(timer)
    ports.tracer?.expired(timer)
    timer.target.expired()
  }

  stop(timer: Timer): void {
    // It has expired, or stands in a heap that was set aside and will be left out when that is put back.
    if (this.heap[timer.position] === timer) this.remove(timer)
    else timer.position = -1
    if (this.heap.length === 0) this.disarm()
  }

  /**
   * Sets the timers that are running aside, for a stretch of virtual time; the function returned forgets those
   * started since and puts the others back. To be called while the clock that they run on is in place.
   */
  isolate(): () => void {
    const { heap } = this
    this.disarm()
    this.heap = []
    return () => {
      this.heap = []
      this.armed = null
      this.armedFor = Infinity
      for (const timer of heap) if (timer.position >= 0) this.insert(timer)
    }
  }

  private insert(timer: Timer): void {
    timer.position = this.heap.length
    this.heap.push(timer)
    this.rise(timer)
    if (timer.position === 0) this.arm(timer)
  }

  private readonly ring = (): void => {
    this.disarm()
    const now = ports.clock.now()
    for (let timer = this.heap[0]; timer !== undefined; timer = this.heap[0]) {
      if (timer.deadline > now) {
        this.arm(timer)
        return
      }
      this.expire(timer)
    }
  }

  /** Sets the platform's timer for the first deadline. */
  private arm({ deadline }: Timer): void {
    // Under the checker nothing rings by itself: it expires the timer that it chooses.
    if (deadline >= this.armedFor || ports.choice !== null) return
    this.disarm()
    // Rounded up: a platform timer that fires early would only be set again.
    const delay = Math.min(Math.ceil(deadline - ports.clock.now()), LONGEST_PLATFORM_DELAY)
    this.armedFor = deadline
    this.armed = ports.clock.setTimer(Math.max(0, delay), this.ring)
  }

  private disarm(): void {
    if (this.armed !== null) ports.clock.clearTimer(this.armed)
    this.armed = null
    this.armedFor = Infinity
  }

  private remove(timer: Timer): void {
    const { heap } = this
    const last = heap.pop() as Timer
    if (last !== timer) {
      this.place(last, timer.position)
      this.rise(last)
      this.sink(last)
    }
    timer.position = -1
  }

  private place(timer: Timer, position: number): void {
    timer.position = position
    this.heap[position] = timer
  }

  private rise(timer: Timer): void {
    while (timer.position > 0) {
      const at = timer.position
      const parent = this.heap[(at - 1) >> 1] as Timer
      if (!timer.precedes(parent)) return
      this.place(timer, parent.position)
      this.place(parent, at)
    }
  }

  private sink(timer: Timer): void {
    for (;;) {
      const at = timer.position
      const left = this.heap[2 * at + 1]
      const right = this.heap[2 * at + 2]
      if (left === undefined) return
      const child = right?.precedes(left) ? right : left
      if (!child.precedes(timer)) return
      this.place(timer, child.position)
      this.place(child, at)
    }
  }
}

export const timers = new Timers()
