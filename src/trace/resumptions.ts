/**
 * The last resumption of each process in a block of rows that is read backwards, in a table of fixed size. Where two
 * processes want one place the second is not noted; whoever asks for it is told so, and goes the slow way.
 */

const SIZE = 1024

export class Resumptions {
  /** Of each place: the block that its entry belongs to, the process, the row. */
  readonly #block = new Int32Array(SIZE)
  readonly #process = new Int32Array(SIZE)
  readonly #row = new Int32Array(SIZE)
  #current = 0
  #complete = true

  /** Forgets everything: the table is not cleared, but its entries belong to another block. */
  begin(): void {
    this.#current = (this.#current + 1) | 0
    this.#complete = true
  }

  /** Whether every process that was resumed is noted. */
  get complete(): boolean {
    return this.#complete
  }

  /** Notes that a process was resumed by a row before all that were noted; answers whether it is its last. */
  note(process: number, row: number): boolean {
    const at = process & (SIZE - 1)
    if (this.#block[at] === this.#current) {
      if (this.#process[at] !== process) this.#complete = false
      return false
    }
    this.#block[at] = this.#current
    this.#process[at] = process
    this.#row[at] = row
    return true
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
