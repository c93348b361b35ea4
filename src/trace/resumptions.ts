/**
 * The last resumption of each process in a block of rows, in a table of fixed size: a cache, of which an entry may be
 * lost to another process. Whoever asks for a lost one is told so, and goes the slow way.
 */

const SIZE = 1024

export class Resumptions {
  readonly #process = new Int32Array(SIZE)
  readonly #row = new Int32Array(SIZE)
  /** The block that an entry belongs to, instead of clearing the table for each. */
  readonly #block = new Int32Array(SIZE)
  #current = 0

  /** Forgets everything. */
  begin(): void {
    this.#current = (this.#current + 1) | 0
  }

  /** Notes that a process was resumed by a row; answers whether there was no entry of it. */
  note(process: number, row: number): boolean {
    const at = process & (SIZE - 1)
    const isNew = !this.has(process)
    this.#block[at] = this.#current
    this.#process[at] = process
    this.#row[at] = row
    return isNew
  }

  has(process: number): boolean {
    const at = process & (SIZE - 1)
    return this.#block[at] === this.#current && this.#process[at] === process
  }

  /** Whether a process is known to be resumed by a later row. */
  comesAfter(process: number, row: number): boolean {
    return this.has(process) && (this.#row[process & (SIZE - 1)] as number) > row
  }
}
