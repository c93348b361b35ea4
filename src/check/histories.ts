/**
 * Local histories, hash-consed: what a process has seen so far, as one number.
 *
 * A history is made of the history before it and what happened next: which partner was met, which version of a
 * channel's state was found. A process that shares nothing with others behaves as a function of its local
 * history, so equal numbers mean equal situations, in whatever order the rest of the program ran. That makes
 * them stable names for operations across schedules, and a set of them the state of the whole program.
 */
/** How a history goes on: it gives a name, sees or changes something, is answered, is a kind of thing, joins. */
const SORTS = ['names', 'sees', 'answer', 'changes', 'is', 'joins'] as const
export type Sort = (typeof SORTS)[number]

/** Histories of numbers fit into one number each: 24 bits for what was before, 3 for the sort, 24 for what came. */
const LIMIT = 2 ** 24

export class Histories {
  private readonly numeric = new Map<number, number>()
  private readonly textual = new Map<string, number>()
  private count = 0

  /** The history that continues `before` with a step of some sort. */
  of(before: number, sort: Sort, what: number | string): number {
    if (typeof what === 'number' && what < LIMIT && before < LIMIT) {
      const key = (before * 8 + SORTS.indexOf(sort)) * LIMIT + what
      const known = this.numeric.get(key)
      if (known !== undefined) return known
      this.numeric.set(key, ++this.count)
      return this.count
    }
    const text = `${before} ${sort} ${what}`
    const known = this.textual.get(text)
    if (known !== undefined) return known
    this.textual.set(text, ++this.count)
    return this.count
  }
}

/** The history of a program that has not begun. */
export const BEGINNING = 0
