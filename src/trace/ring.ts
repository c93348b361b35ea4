/**
 * A bounded table of rows in typed columns: the oldest row is overwritten by the newest.
 *
 * Appending writes a few numbers into arrays that already exist, so a running network allocates nothing for
 * being watched. Rows know nothing of their meaning (`rows.ts` gives them one). A row is addressed by a number
 * that only grows; its place in the columns is counted back from the newest.
 */

export interface Ring {
  readonly capacity: number
  /** Number of the first row that is still there. */
  first: number
  /** Number of the row to be written next; `next - first` rows are there. */
  next: number
  /** Where the next row goes: kept beside `next`, which outgrows the integers that a mask can take. */
  place: number
  readonly code: Uint8Array
  readonly a: Int32Array
  readonly b: Int32Array
  readonly c: Int32Array
  readonly time: Float64Array
  readonly value: Float64Array
  /** References to strings that exist already; an overwritten row lets go of its text. */
  readonly text: (string | undefined)[]
  readonly detail: (string | undefined)[]
}

/** A ring for at least `rows` rows, rounded up to a power of two so that places wrap by a mask. */
export function createRing(rows: number): Ring {
  if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 26) {
    throw new RangeError(`a recorder keeps between 1 and ${2 ** 26} rows, not ${rows}`)
  }
  const capacity = 2 ** Math.ceil(Math.log2(rows))
  return {
    capacity,
    first: 0,
    next: 0,
    place: 0,
    code: new Uint8Array(capacity),
    a: new Int32Array(capacity),
    b: new Int32Array(capacity),
    c: new Int32Array(capacity),
    time: new Float64Array(capacity),
    value: new Float64Array(capacity),
    text: new Array<string | undefined>(capacity).fill(undefined),
    detail: new Array<string | undefined>(capacity).fill(undefined),
  }
}

export function isFull(ring: Ring): boolean {
  return ring.next - ring.first === ring.capacity
}

/** Where a row is that is still there. The distance to the newest row is always a small integer. */
export function placeOf(ring: Ring, row: number): number {
  return (ring.place - (ring.next - row)) & (ring.capacity - 1)
}

/** Writes the next row and returns its place, where the caller may fill in `value`, `text` and `detail`. */
export function writeRow(
  ring: Ring,
  code: number,
  time: number,
  a: number,
  b: number,
  c: number,
): number {
  const place = ring.place
  ring.code[place] = code
  ring.time[place] = time
  ring.a[place] = a
  ring.b[place] = b
  ring.c[place] = c
  ring.place = (place + 1) & (ring.capacity - 1)
  ring.next++
  return place
}
