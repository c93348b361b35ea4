/**
 * A set of numbers of fixed size, for one pass over a block of rows. Where two numbers want one place there is none
 * for the second; whoever adds it is told so, and goes the slow way.
 */

const SIZE = 1024
/** No number is negative, so none is this one. */
const NOBODY = -1

export class Seen {
  readonly #numbers = new Int32Array(SIZE)

  /** Empties the set. */
  begin(): void {
    this.#numbers.fill(NOBODY)
  }

  has(number: number): boolean {
    return this.#numbers[number & (SIZE - 1)] === number
  }

  /** Adds a number that is not there; false if there is no place for it. */
  add(number: number): boolean {
    const at = number & (SIZE - 1)
    if (this.#numbers[at] !== NOBODY) return false
    this.#numbers[at] = number
    return true
  }
}
