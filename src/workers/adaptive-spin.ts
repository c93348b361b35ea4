/**
 * Spin, then block: how a thread waits for its next message.
 *
 * A thread that sleeps is woken by the operating system, which takes longer than many a rendezvous; one that still
 * turns its event loop finds the message at once. So after each message the loop goes on turning for about as long
 * as waking takes, which costs at most twice what the better of the two would have (Karlin, Li, Manasse and Owicki,
 * *Empirical studies of competitive spinning for a shared-memory multiprocessor*, SOSP 1991).
 *
 * Where messages are rare even that would be a waste, and would take the processor from threads that compute. So a
 * spin that has caught too little is followed by messages after which the thread sleeps at once: 1, 3, 7, up to 63.
 *
 * Timers, input and other ports have their part in each turn.
 */

/** Milliseconds: what waking a thread takes on a machine that is busy, and a peer needs for a batch. */
const SPIN = 0.3
/** So many messages caught make up for the time spent in vain at the end of a spin. */
const WORTH = 4
const LONGEST_REST = 63

export interface SpinOptions {
  readonly now?: () => number
  /** Runs a task in the next turn of the event loop, which does not sleep before it. */
  readonly turn?: (task: () => void) => void
}

export class AdaptiveSpin {
  private readonly now: () => number
  private readonly turn: (task: () => void) => void
  private spinning = false
  private caught = 0
  private deadline = 0
  /** Messages after which the thread sleeps at once: how many are left, and how many there were. */
  private resting = 0
  private rest = 0

  constructor({
    now = () => performance.now(),
    turn = task => void setImmediate(task),
  }: SpinOptions = {}) {
    this.now = now
    this.turn = turn
  }

  /** A message has come. */
  received(): void {
    if (this.spinning) this.caught++
    else if (this.resting > 0) {
      this.resting--
      return
    } else {
      this.spinning = true
      this.caught = 0
      this.turn(this.look)
    }
    this.deadline = this.now() + SPIN
  }

  private readonly look = (): void => {
    if (this.now() < this.deadline) {
      this.turn(this.look)
      return
    }
    this.spinning = false
    this.rest = this.caught >= WORTH ? 0 : Math.min(2 * this.rest + 1, LONGEST_REST)
    this.resting = this.rest
  }
}
