/**
 * A table by small integers that are given out in order and never again: quicker than a `Map`, and as bounded.
 *
 * Most of the low numbers are those of processes long ended, so a plain array would grow with the time that a
 * program runs. Pages of which every entry was deleted are dropped; of them one reference remains.
 */

const PAGE_BITS = 8
const PAGE_SIZE = 2 ** PAGE_BITS

interface Page<T> {
  readonly entries: (T | undefined)[]
  count: number
}

export class PagedTable<T> {
  #pages: (Page<T> | undefined)[] = []

  get(id: number): T | undefined {
    const page = this.#pages[id >> PAGE_BITS]
    return page === undefined ? undefined : page.entries[id & (PAGE_SIZE - 1)]
  }

  set(id: number, entry: T): void {
    const number = id >> PAGE_BITS
    // Filled without holes, so that the array of pages stays a plain one.
    while (this.#pages.length <= number) this.#pages.push(undefined)
    let page = this.#pages[number]
    if (page === undefined) {
      page = { entries: new Array<T | undefined>(PAGE_SIZE).fill(undefined), count: 0 }
      this.#pages[number] = page
    }
    if (page.entries[id & (PAGE_SIZE - 1)] === undefined) page.count++
    page.entries[id & (PAGE_SIZE - 1)] = entry
  }

  delete(id: number): void {
    const number = id >> PAGE_BITS
    const page = this.#pages[number]
    if (page?.entries[id & (PAGE_SIZE - 1)] === undefined) return
    page.entries[id & (PAGE_SIZE - 1)] = undefined
    if (--page.count === 0) this.#pages[number] = undefined
  }

  clear(): void {
    this.#pages = []
  }

  /** Number and entry of each, ascending. */
  *[Symbol.iterator](): Generator<[number, T]> {
    for (let number = 0; number < this.#pages.length; number++) {
      const entries = this.#pages[number]?.entries ?? []
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i]
        if (entry !== undefined) yield [(number << PAGE_BITS) + i, entry]
      }
    }
  }
}
