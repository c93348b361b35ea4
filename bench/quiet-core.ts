/**
 * Which core launches are pinned to. The cores of a virtual machine are shared with strangers, each for minutes at a
 * time: what needs twice its time on one of them runs undisturbed on another. So before a round of launches the
 * quietest is sought, and all of a round run there.
 */

/** Of a large machine the last cores are tried, which the system's own work touches least. */
const TRIED = 4
/** How long a choice holds at least, in milliseconds: to try a core takes a fifth of a second. */
const HOLDS = 10_000
/** A core has to be faster than the present one by this much to be worth a move. */
const BETTER = 0.9

export class QuietCore {
  readonly #candidates: readonly number[]
  readonly #timeOn: (core: number) => number
  readonly #now: () => number
  #core: number
  #sought = Number.NEGATIVE_INFINITY

  /**
   * @param count how many cores there are
   * @param timeOn how long the same work takes on a core now
   * @param now reads a clock in milliseconds
   */
  constructor(count: number, timeOn: (core: number) => number, now = () => performance.now()) {
    const tried = Math.min(count, TRIED)
    this.#candidates = Array.from({ length: tried }, (_, i) => count - 1 - i)
    this.#core = count - 1
    this.#timeOn = timeOn
    this.#now = now
  }

  get core(): number {
    return this.#core
  }

  /** To be called before each round. */
  seek(): void {
    if (this.#candidates.length < 2 || this.#now() - this.#sought < HOLDS) return
    const times = new Map(this.#candidates.map(core => [core, this.#timeOn(core)]))
    const present = times.get(this.#core) as number
    const [fastest, time] = [...times].reduce((a, b) => (b[1] < a[1] ? b : a))
    if (time < BETTER * present) this.#core = fastest
    this.#sought = this.#now()
  }
}
