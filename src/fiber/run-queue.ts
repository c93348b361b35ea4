/**
 * The run queue of the fibers: first come, first resumed, drained in a microtask within the time budget.
 */
import { budget } from '../core/budget.ts'
import { ports, type Snapshot } from '../core/ports.ts'
import type { Scope } from '../core/scope.ts'
import { driver, RESULT } from './driver.ts'
import type { Fiber } from './fiber.ts'

const settled = Promise.resolve()

class RunQueue {
  private head: Fiber | null = null
  private tail: Fiber | null = null
  private draining = false
  /** The context that `drainWithin` is running in. */
  private context: Snapshot | null = null
  /**
   * The context that all fibers have had so far; undefined before the first, null where there are several or none can
   * be captured. While there is one, no scope is looked at for its own: one cache miss of ten in a long ring.
   */
  common: Snapshot | null | undefined = undefined

  constructor() {
    budget.resume = this.resume
  }

  /** Makes a fiber ready. Ready fibers link through `next`: a fiber that is ready waits in no channel. */
  push(fiber: Fiber): void {
    if (this.tail !== null) this.tail.next = fiber
    else {
      this.head = fiber
      if (!this.draining && !budget.spent) {
        this.draining = true
        void settled.then(this.drain)
      }
    }
    this.tail = fiber
  }

  /** Keeps the context of whoever starts a fiber for the fibers of that scope: others make them ready. */
  keepContext(scope: Scope): void {
    scope.context ??= ports.captureContext?.() ?? null
    if (this.common === undefined) this.common = scope.context
    else if (this.common !== scope.context) this.common = null
  }

  /** Goes on after the event loop had its turn. */
  private readonly resume = (): void => {
    if (this.head === null || this.draining) return
    this.draining = true
    this.drain()
  }

  /** Runs fibers until none is ready or the budget is spent, each in the asynchronous context of its scope. */
  private readonly drain = (): void => {
    // What was made outside a fiber must not trouble the first one.
    driver.armed = false
    try {
      while (this.head !== null && !budget.spent) {
        const { context } = this.head.scope
        this.context = context
        if (context === null) this.drainWithin()
        else context(this.drainWithin)
      }
    } finally {
      driver.current = null
      RESULT.value = undefined
      this.draining = false
    }
  }

  private readonly drainWithin = (): void => {
    const { context } = this
    for (let fiber = this.head; fiber !== null; fiber = this.head) {
      if (budget.spent || (this.common === null && fiber.scope.context !== context)) return
      this.head = fiber.next as Fiber | null
      if (this.head === null) this.tail = null
      fiber.next = null
      driver.current = fiber
      fiber.resume()
      // Turns count like commits: one event can make a thousand fibers ready, and each of them may work.
      if (--budget.remaining === 0) budget.check()
    }
  }
}

export const runQueue = new RunQueue()
