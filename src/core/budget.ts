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
export interface Deferrable extends Wakeable {
  next: Deferrable | null
}

/** A party that was answered, and waits for its turn to hear of it. */
export interface Wakeable {
  /** Tells the party, now that its turn has come. */
  settle(): void
}

let started = 0
let head: Deferrable | null = null
let tail: Deferrable | null = null

export const budget = {
  /** Commits and turns until the clock is read again. */
  remaining: COUNTS_PER_READING,
  /** True from the moment the budget is spent until the event loop has had its turn. */
  spent: false,
  /** Whether a debugger lets no new budget begin: nobody is woken, while commits stay immediate. */
  held: false,
  /** Called when a new budget begins; the run queue of the fibers goes on from here. */
  resume: (): void => {},
  /** Whether the event loop has waited long enough. Virtual time, which stands still, counts instead. */
  overdue: (): boolean => ports.clock.now() - started >= BUDGET_MS,

  /** To be called when `remaining` has reached zero. */
  check(): void {
    budget.remaining = COUNTS_PER_READING
    if (budget.held) budget.spent = true
    if (budget.spent || !budget.overdue()) return
    budget.spent = true
    ports.macrotask(renew)
  },

  defer(wakeup: Deferrable): void {
    if (tail === null) head = wakeup
    else tail.next = wakeup
    tail = wakeup
  },
}

/** Wakes the first party of those that were put off; false if there is none. */
export function wakeFirst(): boolean {
  if (head === null) return false
  const first = head
  head = first.next
  if (head === null) tail = null
  first.next = null
  first.settle()
  return true
}

/** Begins a new budget. */
export function renew(): void {
  if (budget.held) return
  started = ports.clock.now()
  flush()
}

/**
 * Wakes what was put off, a batch at a time: the continuations of a batch run before the clock is read
 * again, so that a thousand processes with 1 ms of work each do not become one second without the loop.
 */
function flush(): void {
  let left = COUNTS_PER_READING
  while (left > 0 && wakeFirst()) left--
  if (head !== null) return void settled.then(next)
  budget.spent = false
  budget.remaining = COUNTS_PER_READING
  budget.resume()
}

function next(): void {
  if (budget.held) return
  if (budget.overdue()) ports.macrotask(renew)
  else flush()
}
