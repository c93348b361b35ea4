/**
 * The clock inside one launch. A network runs without end; its consumer counts `meter.count` rounds, calls
 * `meter.lap()`, and goes on while that says so:
 *
 *     do {
 *       for (let i = meter.count; i > 0; i--) yield* read(input)
 *     } while (meter.lap())
 *
 * One loop serves warm-up and timed laps, so that the code that is timed is the code that was compiled while
 * warming up.
 */

/** How a launch is measured. */
export interface Plan {
  /** Rounds in a lap; 0 lets the meter choose a count that fills `lapMilliseconds`. */
  readonly count: number
  /** Timed laps, after the warm-up. */
  readonly laps: number
  /** How long a lap should take, in milliseconds. */
  readonly lapMilliseconds: number
  /** How long to run untimed before, in milliseconds, counted from the end of the first lap. */
  readonly warmUpMilliseconds: number
}

export const defaultPlan: Plan = {
  count: 0,
  laps: 15,
  lapMilliseconds: 6,
  warmUpMilliseconds: 300,
}

const now = () => Number(process.hrtime.bigint())

export class Meter {
  /** Nanoseconds per round, one figure for each timed lap. */
  readonly samples: number[] = []
  /** Rounds to make before the next call of `lap`. */
  count: number

  readonly #plan: Plan
  #started: number
  #warmUntil = 0
  #timed = 0
  /** A single round of a million processes outlasts a lap: fewer laps do then. */
  readonly #limit: number

  constructor(plan: Plan) {
    this.#plan = plan
    this.count = Math.max(1, plan.count)
    this.#limit = 3 * plan.laps * plan.lapMilliseconds * 1e6
    this.#started = now()
  }

  /** Ends a lap. False when the last timed lap is over. */
  lap(): boolean {
    const ended = now()
    const time = ended - this.#started
    // The first lap contains the building of the network, which no other has.
    if (this.#warmUntil === 0) this.#warmUntil = ended + this.#plan.warmUpMilliseconds * 1e6
    if (ended < this.#warmUntil) this.#follow(time)
    else {
      this.samples.push(time / this.count)
      this.#timed += time
    }
    this.#started = now()
    return this.samples.length < this.#plan.laps && this.#timed < this.#limit
  }

  /** Lets the count follow the speed, which rises while the engine compiles. */
  #follow(time: number): void {
    if (this.#plan.count > 0) return
    const fitting = Math.round((this.#plan.lapMilliseconds * 1e6 * this.count) / time)
    this.count = Math.max(1, Math.min(2 * this.count, fitting))
  }
}
