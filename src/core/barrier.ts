/**
 * Barriers: processes wait for each other, phase by phase.
 *
 *             the last enrolled party arrives, or the last one missing resigns
 *    phase n ───────────────────────────────────────────────────────────────▶ phase n + 1
 *
 * A barrier is a guard, so a process may offer to synchronise and be called away by something else; it then no
 * longer counts as arrived. The last to arrive completes the phase at once, in the place that the barrier has
 * among its own cases. Where processes offer several barriers with opposed priorities, not all can have their
 * way: the order of the one that arrives last decides.
 *
 * Invariants, beside those of waitables:
 *  1. While anybody waits, fewer parties wait than are enrolled.
 *  2. All parties of a phase are told its number, and nobody is told it twice.
 *
 * Source: occam-π's barriers and JCSP's AltingBarrier, for enrolling, resigning and altability; the action is
 * that of Java's CyclicBarrier.
 */
import type { OperationOptions } from './end.ts'
import { show } from './errors.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import { sync } from './sync.ts'
import { Token } from './token.ts'
import { named, Waitable } from './waitable.ts'

/** What a barrier is made with, beside its parties. */
export interface BarrierOptions {
  /** For errors and reports. */
  readonly name?: string
  /**
   * Runs once a phase, when everybody has been told and before anybody goes on: in the process that arrived
   * last (or resigned). What it throws is thrown there; the phase is complete all the same.
   */
  readonly onComplete?: (phase: number) => void
}

/** Where a number of parties wait for each other, phase by phase; made by `barrier`. A guard that gives the phase. */
export class Barrier extends Waitable<number> {
  private enrolledParties: number
  private phases = 0
  private readonly onComplete: ((phase: number) => void) | undefined

  /** @internal */
  constructor(parties: number, { name, onComplete }: BarrierOptions) {
    super(named('barrier', name))
    this.enrolledParties = parties
    this.onComplete = onComplete
  }

  /** How many parties a phase needs. */
  get enrolled(): number {
    return this.enrolledParties
  }

  /** How many have arrived and wait for the others. */
  get waiting(): number {
    return this.parties
  }

  /** How many phases have been completed. */
  get phase(): number {
    return this.phases
  }

  /** Waits until everybody has arrived; gives the number of the phase, from 1. As `sync(barrier)`. */
  sync(options?: OperationOptions): Promise<number> {
    return sync(this, options)
  }

  /** One party more, from the current phase on. Releasing the token resigns: `using place = turn.enrol()`. */
  enrol(): Token {
    this.touched()
    this.enrolledParties++
    return new Token(() => this.resign())
  }

  /**
   * One party fewer, from the current phase on; completes the phase when all others have arrived.
   *
   * @throws RangeError when nobody is enrolled
   */
  resign(): void {
    this.touched()
    if (this.enrolledParties === 0)
      throw new RangeError(`${this.name}: resigning, and nobody is enrolled`)
    this.enrolledParties--
    if (this.parties > 0 && this.parties >= this.enrolledParties) this.complete(false)
  }

  protected attempt(): unknown {
    if (this.enrolledParties === 0)
      throw new RangeError(`${this.name}: synchronising, and nobody is enrolled: barrier.enrol()`)
    return this.parties + 1 < this.enrolledParties ? NONE : this.complete(true)
  }

  private complete(arriving: boolean): number {
    const phase = ++this.phases
    ports.tracer?.synchronised?.(this.name, this.offers, arriving)
    this.serveAll(phase)
    this.onComplete?.(phase)
    return phase
  }
}

/**
 * Makes a barrier for a number of parties.
 *
 *     const turn = barrier(cells.length, { name: 'turn', onComplete: draw })
 *     for (;;) {
 *       prepare()
 *       await turn.sync({ signal })
 *       commit()
 *       await turn.sync({ signal })
 *     }
 *
 * @param parties how many are enrolled at first; 0 when all enrol by themselves
 * @param options its name, or name and completion action
 */
export function barrier(parties: number, options: string | BarrierOptions = {}): Barrier {
  if (!Number.isSafeInteger(parties) || parties < 0)
    throw new RangeError(
      `a barrier is for a whole number of parties, not ${show(parties)}: barrier(4)`,
    )
  return new Barrier(parties, typeof options === 'string' ? { name: options } : options)
}
