/**
 * A clock that is cheap enough to stamp every event of a network that communicates millions of times a second.
 *
 * Reading the system's clock costs as much as half a communication between two fibers. So the time is read
 * anew only every few stamps, and the stamps between share it. How many share is adapted: when two readings
 * lie further apart than their stamps deserve (a process computed for a while), every stamp reads the clock.
 * A reading also expires at the end of its turn of the event loop, since a program may sleep there.
 */

const MOST_SHARED = 16
/** Stamps share a reading while they follow each other this closely, in milliseconds. */
const CLOSE = 0.005

export class SampledClock {
  readonly #now: () => number
  readonly #endOfTurn: ((callback: () => void) => void) | undefined
  readonly #origin: number
  #latest = 0
  #shared = 1
  #left = 0
  #awaitingEnd = false

  /**
   * @param now milliseconds from any origin
   * @param endOfTurn calls back once after the present turn of the event loop. It need not keep the program
   * alive: a program that ends there makes no more stamps.
   */
  constructor(now: () => number, endOfTurn?: (callback: () => void) => void) {
    this.#now = now
    this.#endOfTurn = endOfTurn
    this.#origin = now()
  }

  /** Milliseconds since the clock was made; never less than the stamp before. */
  stamp(): number {
    if (--this.#left <= 0) this.#renew()
    // Read in one place, for the engine to hand it on as a double: what may also be a result is made an object first.
    return this.#latest
  }

  /** The exact time, for a report. */
  read(): number {
    // A clock that is set back must not turn the order of events round.
    this.#latest = Math.max(this.#latest, this.#now() - this.#origin)
    return this.#latest
  }

  #renew(): void {
    const before = this.#latest
    const time = this.read()
    const close = time - before <= this.#shared * CLOSE
    // Not by `Math.min`, which gives the engine a double: counting down would convert it at each stamp.
    if (!close) this.#shared = 1
    else if (this.#shared < MOST_SHARED) this.#shared <<= 1
    // Without an end of turn to expire at, no reading is ever shared.
    if (this.#endOfTurn === undefined) return
    this.#left = this.#shared
    if (!this.#awaitingEnd) {
      this.#awaitingEnd = true
      this.#endOfTurn(this.#expire)
    }
  }

  readonly #expire = (): void => {
    this.#awaitingEnd = false
    this.#left = 0
  }
}
