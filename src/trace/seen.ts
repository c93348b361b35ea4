/**
 * A set of numbers of fixed size, for one pass over a block of rows. Where two numbers want one place there is none
 * for the second; whoever adds it is told so, and goes the slow way.
 */

const SIZE = 1024

export class Seen {
  /** Of each place: the pass that its entry belongs to, and the number. */
  readonly #pass = new Int32Array(SIZE)
  readonly #number = new Int32Array(SIZE)
  #current = 0

  /** Empties the set: nothing is cleared, but what is there belongs to another pass. */
  begin(): void {
    this.#current = (this.#current + 1) | 0
  }

  has(number: number): boolean {
    const at = number & (SIZE - 1)
    return this.#pass[at] === this.#current && this.#number[at] === number
  }

  /** Adds a number that is not there; false if there is no place for it. */
  add(number: number): boolean {
    const at = number & (SIZE - 1)
    if (this.#pass[at] === this.#current) return false
    this.#pass[at] = this.#current
    this.#number[at] = number
    return true
  }
}
