/**
 * A bounded table of rows in typed columns: the oldest row is overwritten by the newest.
 *
 * Appending writes a few numbers into memory that already exists, so a running network allocates nothing for
 * being watched. Four integers and two doubles make a row; they lie side by side in one buffer that is seen both as
 * integers and as doubles, since a row is written as a whole and seven separate columns would be seven cache lines.
 * Rows know nothing of their meaning (`rows.ts` gives them one). A row is addressed by a number that only grows;
 * its place in the table is counted back from the newest.
 */

export interface Ring {
  readonly capacity: number
  /** Number of the first row that is still there. */
  first: number
  /** How many rows can be written until the oldest has to go. */
  room: number
  /** Where the next row goes: kept, since its number outgrows the integers that a mask can take. */
  place: number
  /** Columns `code`, `a`, `b`, `c` of the row at a place: `place * 8` and the three after it. */
  readonly integers: Int32Array
  /** Columns `time` and `value` of the row at a place: `place * 4 + 2` and the one after it. */
  readonly doubles: Float64Array
  /** References to strings that exist already, for the kinds of row that have any; bounded like the rows. */
  readonly text: (string | undefined)[]
  readonly detail: (string | undefined)[]
}

/** A ring for at least `rows` rows, rounded up to a power of two so that places wrap by a mask. */
export function createRing(rows: number): Ring {
  if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 24) {
    throw new RangeError(`a recorder keeps between 1 and ${2 ** 24} rows, not ${rows}`)
  }
  // By a shift, which gives an integer to the engine: a power is a double, and every mask made of it a conversion.
  const capacity = 1 << Math.ceil(Math.log2(rows))
  const memory = new ArrayBuffer(capacity * 32)
  return {
    capacity,
    first: 0,
    room: capacity,
    place: 0,
    integers: new Int32Array(memory),
    doubles: new Float64Array(memory),
    text: new Array<string | undefined>(capacity).fill(undefined),
    detail: new Array<string | undefined>(capacity).fill(undefined),
  }
}

/** Number of the row to be written next. */
export const nextRow = (ring: Ring): number => ring.first + ring.capacity - ring.room

/** Where a row is that is still there. The distance to the newest row is always a small integer. */
export function placeOf(ring: Ring, row: number): number {
  return (ring.place - (nextRow(ring) - row)) & (ring.capacity - 1)
}

/** Gives up the oldest rows. */
export function drop(ring: Ring, count: number): void {
  ring.first += count
  ring.room += count
}

/** Writes the next row, which must have room, and returns its place. */
export function writeRow(
  ring: Ring,
  code: number,
  time: number,
  a: number,
  b: number,
  c: number,
  value: number,
): number {
  const { place, integers, doubles } = ring
  const at = place << 3
  integers[at] = code
  integers[at + 1] = a
  integers[at + 2] = b
  integers[at + 3] = c
  doubles[(place << 2) + 2] = time
  doubles[(place << 2) + 3] = value
  ring.place = (place + 1) & (ring.capacity - 1)
  ring.room--
  return place
}

export const codeAt = (ring: Ring, place: number): number => ring.integers[place << 3] as number
export const aAt = (ring: Ring, place: number): number => ring.integers[(place << 3) + 1] as number
export const bAt = (ring: Ring, place: number): number => ring.integers[(place << 3) + 2] as number
export const cAt = (ring: Ring, place: number): number => ring.integers[(place << 3) + 3] as number
export const timeAt = (ring: Ring, place: number): number =>
  ring.doubles[(place << 2) + 2] as number
export const valueAt = (ring: Ring, place: number): number =>
  ring.doubles[(place << 2) + 3] as number
