/**
 * How a bubble sees that nothing is left to run.
 *
 * Everything that the library runs, it runs from a microtask (promises, the run queue of the fibers, starts)
 * or from its macrotask port (wake-ups put off when the time budget was spent). When a macrotask of the
 * platform begins, no microtask is left; if none of the library's macrotasks is left either, then nothing can
 * run before time passes or something outside the bubble happens. That is exact, not a guess.
 */
import { budget } from '../core/budget.ts'

// Taken before a test can replace them by fakes of its own.
const { setImmediate, setTimeout } = globalThis

/** Readings of the budget (every 32 communications) between two turns of the event loop. */
const READINGS_PER_TURN = 256

export class EventLoop {
  /** Macrotasks that the library has asked for and that have not run. */
  private pending = 0
  private readings = 0

  /** Calls back in a later turn of the event loop: the library's macrotask port. */
  readonly macrotask = (callback: () => void): void => {
    this.pending++
    setImmediate(() => {
      this.pending--
      this.readings = 0
      callback()
    })
  }

  /** Virtual time stands still, so the budget counts: processes that never rest must not hang the test. */
  readonly overdue = (): boolean => ++this.readings >= READINGS_PER_TURN

  /** Puts the counting budget in place; the function returned puts the clock's back. */
  install(): () => void {
    const { overdue } = budget
    budget.overdue = this.overdue
    return () => {
      budget.overdue = overdue
    }
  }

  /** Lets everything run that can; true if nothing was left afterwards. */
  async turn(): Promise<boolean> {
    await new Promise<void>(resolve => setImmediate(resolve))
    return this.pending === 0
  }

  /** Gives the world outside the bubble a real millisecond. */
  async pause(): Promise<void> {
    await new Promise<void>(resolve => setTimeout(resolve, 1))
  }
}
