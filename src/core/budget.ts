/**
 * The time budget: a network of processes that always have something to do must not keep timers and input
 * waiting.
 *
 * Every commit and every turn of a fiber counts; at every 32nd the clock is read, and once more than 4 ms have gone
 * by, wake-ups of both flavours are put off to the macrotask port, which gives the event loop its turn and begins a
 * new budget. Commits themselves stay immediate, so nothing about the meaning of a channel depends on the budget.
 * (A budget counted in commits alone was tried: processes that did 1 ms of work each kept a 10 ms timer waiting for
 * ten seconds.)
 */
import { ports } from './ports.ts'

const COUNTS_PER_READING = 32
const BUDGET_MS = 4

const settled = Promise.resolve()

/** A wake-up that was put off; the operation is its own list node. */
export interface Deferrable {
  next: Deferrable | null
  /** Tells the party, now that its turn has come. */
  settle(): void
}

class Budget {
  /** Commits and turns until the clock is read again. */
  remaining = COUNTS_PER_READING
  /** True from the moment the budget is spent until the event loop has had its turn. */
  spent = false
  /** Called when a new budget begins; the run queue of the fibers goes on from here. */
  resume: () => void = () => {}
  /** Whether the event loop has waited long enough. Virtual time, which stands still, counts instead. */
  overdue: () => boolean = () => ports.clock.now() - this.started >= BUDGET_MS

  private held = false
  private started = 0
  private head: Deferrable | null = null
  private tail: Deferrable | null = null

  /** To be called when `remaining` has reached zero. */
  check(): void {
    this.remaining = COUNTS_PER_READING
    if (this.held) this.spent = true
    if (this.spent || !this.overdue()) return
    this.spent = true
    ports.macrotask(this.renew)
  }

  defer(wakeup: Deferrable): void {
    if (this.tail === null) this.head = wakeup
    else this.tail.next = wakeup
    this.tail = wakeup
  }

  // ------------------------------------------------------------------ held, by a debugger

  /** Ends the turn, and begins no other until `release`: nobody is woken, while commits stay immediate. */
  hold(): void {
    this.held = true
    this.spent = true
  }

  /** Wakes one party of those that were put off, the first, or else lets one fiber take its turn. */
  step(): void {
    if (this.head !== null) {
      this.wake(this.head)
      return
    }
    this.spent = false
    this.remaining = 1
    this.resume()
    this.spent = this.held
  }

  release(): void {
    this.held = false
    ports.macrotask(this.renew)
  }

  // ------------------------------------------------------------------ the next turn

  private readonly renew = (): void => {
    if (this.held) return
    this.started = ports.clock.now()
    this.flush()
  }

  /**
   * Wakes what was put off, a batch at a time: the continuations of a batch run before the clock is read
   * again, so that a thousand processes with 1 ms of work each do not become one second without the loop.
   */
  private readonly flush = (): void => {
    for (let left = COUNTS_PER_READING; left > 0 && this.head !== null; left--) this.wake(this.head)
    if (this.head !== null) return void settled.then(this.next)
    this.spent = false
    this.remaining = COUNTS_PER_READING
    this.resume()
  }

  /** Takes the first of those that were put off, and tells it. */
  private wake(first: Deferrable): void {
    this.head = first.next
    if (this.head === null) this.tail = null
    first.next = null
    first.settle()
  }

  private readonly next = (): void => {
    if (this.held) return
    if (this.overdue()) ports.macrotask(this.renew)
    else this.flush()
  }
}

export const budget = new Budget()
