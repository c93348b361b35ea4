/**
 * A clock that stands still until it is told to go on. It starts at 0, so that times in a test are round.
 */
import type { Clock } from '../core/ports.ts'

interface Alarm {
  readonly deadline: number
  readonly ring: () => void
}

export class VirtualClock implements Clock {
  /** Milliseconds since the bubble was opened. */
  time = 0
  private readonly opened: number
  private readonly alarms = new Set<Alarm>()

  /** @param opened the date at time 0, in milliseconds since 1970 */
  constructor(opened: number) {
    this.opened = opened
  }

  now(): number {
    return this.time
  }

  date(): number {
    return this.opened + this.time
  }

  setTimer(delay: number, callback: () => void): Alarm {
    const alarm = { deadline: this.time + delay, ring: callback }
    this.alarms.add(alarm)
    return alarm
  }

  clearTimer(handle: unknown): void {
    this.alarms.delete(handle as Alarm)
  }

  /** Alarms that have not rung. */
  get pending(): number {
    return this.alarms.size
  }

  /** The time of the next alarm, or Infinity. */
  get next(): number {
    let next = Infinity
    for (const { deadline } of this.alarms) next = Math.min(next, deadline)
    return next
  }

  /** Goes to the next alarm and rings it, with all others of that moment. */
  ring(): void {
    this.time = this.next
    for (const alarm of [...this.alarms])
      if (alarm.deadline <= this.time && this.alarms.delete(alarm)) alarm.ring()
  }
}
