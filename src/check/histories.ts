/**
 * Local histories, hash-consed: what a process has seen so far, as one number.
 *
 * A history is made of the history before it and what happened next: which partner was met, which version of a
 * channel's state was found. A process that shares nothing with others behaves as a function of its local
 * history, so equal numbers mean equal situations, in whatever order the rest of the program ran. That makes
 * them stable names for operations across schedules, and a set of them the state of the whole program.
 */
export type Sort = 'names' | 'sees' | 'answer' | 'changes' | 'is' | 'joins'

export class Histories {
  private readonly numbers = new Map<string, number>()

  /** The history that continues `before` with a step of some sort: a name given, a thing seen, an answer got. */
  of(before: number, sort: Sort, what: number | string): number {
    const text = `${before}${sort}${what}`
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.numbers.size + 1
      this.numbers.set(text, number)
    }
    return number
  }
}

/** The history of a program that has not begun. */
export const BEGINNING = 0
