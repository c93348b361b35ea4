/**
 * Virtual time, macrotasks and abort signals on the ports: nothing in a network depends on the real clock, and
 * what is left over at its end can be counted.
 */
import { budget } from '../../src/core/budget.ts'
import { type Abortable, type Ports, ports, type Signal } from '../../src/core/ports.ts'

/** An abort controller whose listeners can be counted. */
export class CountedController implements Abortable {
  readonly listeners = new Set<() => void>()
  private aborted: { reason: unknown } | null = null
  readonly signal: Signal

  constructor() {
    const { listeners } = this
    const state = (): { reason: unknown } | null => this.aborted
    this.signal = {
      get aborted() {
        return state() !== null
      },
      get reason() {
        return state()?.reason
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    }
  }

  abort(reason: unknown): void {
    if (this.aborted !== null) return
    this.aborted = { reason }
    for (const listener of [...this.listeners]) listener()
  }
}

interface PlatformTimer {
  readonly deadline: number
  readonly callback: () => void
}

// Time never goes back from one network to the next: the budget remembers when it began.
let latest = 0

export class Kernel {
  readonly controllers: CountedController[] = []
  private time = latest
  private readonly timers = new Set<PlatformTimer>()
  private readonly macrotasks: (() => void)[] = []
  private readonly slow: boolean
  private readonly saved: Partial<Ports>
  private seed = 1

  /** @param slow every look at the clock takes 5 ms, and every commit looks at it */
  constructor(slow: boolean) {
    this.slow = slow
    const { clock, macrotask, random, createAbortable, tracer } = ports
    this.saved = { clock, macrotask, random, createAbortable, tracer }
    ports.clock = {
      now: () => {
        if (slow) this.time += 5
        return this.time
      },
      date: () => this.time,
      setTimer: (delay, callback) => {
        const timer = { deadline: this.time + delay, callback }
        this.timers.add(timer)
        return timer
      },
      clearTimer: timer => void this.timers.delete(timer as PlatformTimer),
    }
    ports.macrotask = callback => void this.macrotasks.push(callback)
    // A linear congruential generator: chance must repeat when a counterexample is run again.
    ports.random = () => {
      this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0
      return this.seed / 2 ** 32
    }
    ports.createAbortable = () => this.controller()
  }

  controller(): CountedController {
    const controller = new CountedController()
    this.controllers.push(controller)
    return controller
  }

  /** In a slow network the very next commit reads the clock. */
  impatient(): void {
    if (this.slow) budget.remaining = 1
  }

  /** Lets every microtask run, then one macrotask or timer; whether there was one. */
  async turn(): Promise<boolean> {
    await new Promise(resolve => setImmediate(resolve))
    const macrotask = this.macrotasks.shift()
    if (macrotask !== undefined) {
      macrotask()
      return true
    }
    let first: PlatformTimer | undefined
    for (const timer of this.timers)
      if (first === undefined || timer.deadline < first.deadline) first = timer
    if (first === undefined) return false
    this.timers.delete(first)
    this.time = Math.max(this.time, first.deadline)
    first.callback()
    return true
  }

  get leftTimers(): number {
    return this.timers.size
  }

  get leftListeners(): number {
    return this.controllers.reduce((sum, { listeners }) => sum + listeners.size, 0)
  }

  uninstall(): void {
    latest = this.time
    Object.assign(ports, this.saved)
  }
}
