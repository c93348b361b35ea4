/**
 * A bubble: a test in which time is virtual, chance is seeded, and "everybody waits" is a fact that can be
 * awaited.
 *
 * It stands on the ports of the engine alone (clock, macrotask, random, tracer), so the channels and processes
 * under test are the ones that ship. Source: Go's testing/synctest; Trio's autojump clock.
 */
import { awaited } from '../core/awaited.ts'
import { checkedDelay } from '../core/delay.ts'
import { ports } from '../core/ports.ts'
import type { Scope } from '../core/scope.ts'
import { timers } from '../core/timer.ts'
import { openScopes } from '../trace/unwatched.ts'
import { Census } from './census.ts'
import { BubbleError } from './error.ts'
import { EventLoop } from './event-loop.ts'
import { seededRandom } from './random.ts'
import { addTracer } from './tracers.ts'
import { VirtualClock } from './virtual-clock.ts'

/** What a bubble is opened with. */
export interface BubbleOptions {
  /** Seed of the library's random choices; 1 if left out. */
  readonly seed?: number
  /**
   * Real milliseconds that the bubble waits for something outside it before it says so; 1,000 if left out.
   * Processes that communicate for ever are given ten times as long.
   */
  readonly patience?: number
  /** Names of processes that may wait for something outside: they count as blocked, and as ended at the end. */
  readonly outside?: readonly string[]
}

/** What a test does with its bubble. Times are virtual milliseconds. */
export interface Bubble {
  /** Since the bubble was opened. */
  readonly now: number
  /** A sentence for each process that waits: "process 'sum' is waiting in read on channel 'numbers'". */
  readonly waiting: readonly string[]
  /**
   * Waits until every process is blocked or done.
   *
   * @throws BubbleError (rejects) naming the processes that wait for something outside the bubble, such as a
   *   socket, or that never come to rest
   */
  settled(): Promise<void>
  /** Lets time pass: each timer that becomes due fires at its own time, and the bubble settles between. */
  advance(milliseconds: number): Promise<void>
  /**
   * Lets time pass, from one timer to the next, until `body` has ended, and gives its result; without a body,
   * until every process has ended.
   *
   * @throws BubbleError (rejects) when nothing can happen any more, naming who waits for what
   * @throws what `body` throws (rejects)
   */
  run(): Promise<void>
  run<R>(body: () => R | PromiseLike<R>): Promise<R>
}

// The test may replace the globals by fakes of its own.
const { setInterval, clearInterval } = globalThis
const realNow = performance.now.bind(performance)

class OpenBubble implements Bubble {
  private readonly clock = new VirtualClock(Date.now())
  private readonly loop = new EventLoop()
  private readonly census: Census
  private readonly patience: number
  private readonly seed: number
  /** Calls of this bubble that are under way. */
  private calls = 0

  constructor({ seed = 1, patience = 1_000, outside = [] }: BubbleOptions) {
    this.census = new Census(outside)
    this.patience = checkedDelay(patience, 'bubble(body, { patience: 1000 })')
    this.seed = seed
  }

  get now(): number {
    return this.clock.time
  }

  get waiting(): readonly string[] {
    return this.census.waiting
  }

  settled(): Promise<void> {
    return this.call(() => this.settle())
  }

  advance(milliseconds: number): Promise<void> {
    checkedDelay(milliseconds, 'await b.advance(50)')
    return this.call(async () => {
      const { clock } = this
      await this.settle()
      const end = clock.time + milliseconds
      while (clock.next <= end) {
        clock.ring()
        await this.settle()
      }
      clock.time = end
    })
  }

  run(): Promise<void>
  run<R>(body: () => R | PromiseLike<R>): Promise<R>
  run<R>(body?: () => R | PromiseLike<R>): Promise<R | undefined> {
    return this.call(async () => {
      let over = body === undefined
      const end = (): void => {
        over = true
      }
      const result = body === undefined ? undefined : (async () => body())()
      result?.then(end, end)
      const finished = (): boolean => over && (body !== undefined || !this.census.isAnybodyWaiting)
      await this.settle()
      while (!finished()) {
        if (this.clock.next < Infinity) this.clock.ring()
        else await this.expect('nothing can happen any more', finished)
        await this.settle()
      }
      return result
    })
  }

  /** Puts the bubble's ports in place; the function returned puts the platform's back. */
  install(): () => void {
    const { clock, macrotask, random } = ports
    const restoreTimers = timers.isolate()
    const restoreBudget = this.loop.install()
    const restoreTracer = addTracer(this.census)
    Object.assign(ports, {
      clock: this.clock,
      macrotask: this.loop.macrotask,
      random: seededRandom(this.seed),
    })
    return () => {
      Object.assign(ports, { clock, macrotask, random })
      restoreTracer()
      restoreBudget()
      restoreTimers()
    }
  }

  /** Rejects when the test waits for something while nothing happens in the bubble and time stands still. */
  stalled(): { readonly error: Promise<never>; stop(): void } {
    let seen = -1
    let watchdog: ReturnType<typeof setInterval>
    const error = new Promise<never>((_, reject) => {
      watchdog = setInterval(() => {
        const { activity } = this.census
        if (this.calls === 0 && activity === seen)
          reject(
            this.report(
              `the test waits, nothing has happened for ${this.patience} ms, and virtual time stands still ` +
                `at ${this.now}: let it pass with await b.advance(ms) or await b.run(body)`,
            ),
          )
        seen = activity
      }, this.patience)
    })
    return { error, stop: () => clearInterval(watchdog) }
  }

  /** Fails the test for what it leaves behind. */
  async end(): Promise<void> {
    await this.settle()
    // All the timers that processes wait for are one alarm of the clock; a scope has one of its own.
    const pending = timers.pending + this.clock.pending - Math.min(timers.pending, 1)
    const armed = pending === 0 ? [] : [`timers still armed: ${pending}`]
    const left = [
      ...this.waiting.map(one => one.replace(' is waiting', ' is still waiting')),
      ...armed,
    ]
    if (left.length > 0) throw new BubbleError('left over at the end of the bubble:', left)
  }

  private async call<R>(work: () => Promise<R>): Promise<R> {
    this.calls++
    try {
      return await work()
    } finally {
      this.calls--
    }
  }

  private async settle(): Promise<void> {
    const began = realNow()
    while (!(await this.loop.turn()))
      if (realNow() - began > 10 * this.patience)
        throw this.report(`the processes have not come to rest for ${10 * this.patience} ms`)
    if (this.census.outside.length === 0) return
    const names = this.census.outside.map(name => `'${name}'`).join(', ')
    await this.expect(
      `waiting for something outside the bubble (not a channel, time, or a process): ${names}; ` +
        "stand in for it with a channel, or say bubble(body, { outside: ['name'] })",
      () => this.census.outside.length === 0,
    )
    await this.settle()
  }

  /** Gives the world outside the bubble the time to do something. */
  private async expect(otherwise: string, happened: () => boolean): Promise<void> {
    const began = realNow()
    while (!happened()) {
      if (realNow() - began > this.patience) throw this.report(otherwise)
      await this.loop.pause()
      await this.loop.turn()
    }
  }

  private report(what: string): BubbleError {
    return new BubbleError(what, this.waiting)
  }
}

let open = false

/** Nobody waits any more for what a failed bubble leaves: it was told of, and is no deadlock of the program. */
function abandon(scope: Scope): void {
  if (scope.detached) return
  scope.detached = true
  awaited.scopes--
}

/**
 * Runs a test in a bubble and gives its result. Processes that are still there at the end, and timers that are
 * still armed, fail it by name.
 *
 *     await bubble(async b => {
 *       const slow = b.run(() => sleep(60_000))   // no real time passes
 *       await slow
 *       expect(b.now).toBe(60_000)
 *     })
 *
 * @throws what `body` throws (rejects); BubbleError for what it leaves behind, and when it waits for what
 *   cannot happen
 */
export async function bubble<R>(
  body: (b: Bubble) => R | PromiseLike<R>,
  options: BubbleOptions = {},
): Promise<R> {
  if (open) throw new Error('a bubble is open already: it replaces the ports, which are shared')
  open = true
  const before = new Set(openScopes())
  const opened = new OpenBubble(options)
  const restore = opened.install()
  const stalled = opened.stalled()
  try {
    const result = await Promise.race([(async () => body(opened))(), stalled.error])
    await opened.end()
    return result
  } catch (error) {
    for (const scope of openScopes()) if (!before.has(scope)) abandon(scope)
    throw error
  } finally {
    stalled.stop()
    restore()
    open = false
  }
}
