/**
 * How a value travels in an offer: as it is when it is primitive, else in an array with the channel ends in it
 * and the objects to be moved instead of copied. An end is looked for where `defineProcess` looks for one: the
 * value itself, or one level deep in an array or a plain object. Deeper would cost every large value a walk.
 */
import { Reader } from '../core/reader.ts'
import { Writer } from '../core/writer.ts'
import type { Direction } from './identity.ts'

/** An end on its way: where it stands in the value (null: it is the value), and what it is. */
export type TravellingEnd = readonly [
  key: string | number | null,
  direction: Direction,
  home: string,
  name: string,
  lease: string | null,
]

export type Packed = readonly [
  value: unknown,
  ends?: readonly TravellingEnd[],
  transfer?: readonly unknown[],
]

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

const LIST: readonly unknown[] = []

export function pack(
  value: unknown,
  transfer: readonly unknown[] | undefined,
  describe: (value: object) => readonly [Direction, string, string, string | null] | undefined,
): unknown {
  if (!isObject(value)) return value
  refuseLocalEnd(value)
  const itself = describe(value)
  if (itself) return [null, [[null, ...itself]]]
  const ends: TravellingEnd[] = []
  let copy: Record<string | number, unknown> | null = null
  if (isContainer(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (!isObject(inner)) continue
      refuseLocalEnd(inner)
      const end = describe(inner)
      if (!end) continue
      copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
      copy[key] = null
      ends.push([key, ...end])
    }
  }
  if (transfer !== undefined && transfer.length > 0) return [copy ?? value, ends, [...transfer]]
  return copy === null ? [value] : [copy, ends]
}

/** Undoes `pack` for a value that has arrived; `revive` makes an end of this node. */
export function unpack(
  packed: unknown,
  revive: (direction: Direction, home: string, name: string, lease: string | null) => unknown,
): unknown {
  if (!Array.isArray(packed)) return packed
  const [value, ends = []] = packed as unknown as Packed
  for (const [key, direction, home, name, lease] of ends) {
    const end = revive(direction, home, name, lease)
    if (key === null) return end
    ;(value as Record<string | number, unknown>)[key] = end
  }
  return value
}

/** The objects that a packed value wants moved. They are part of it, so they are found again wherever it arrives. */
export function transferOf(packed: unknown): readonly unknown[] {
  return Array.isArray(packed) ? ((packed as unknown as Packed)[2] ?? LIST) : LIST
}

function isContainer(value: object): boolean {
  if (Array.isArray(value)) return true
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function refuseLocalEnd(value: object): void {
  if (value instanceof Reader || value instanceof Writer) {
    throw new TypeError(
      `the ${value} lives in this process only: make the channel on a node, ` +
        "node.channel('name'), and its ends can travel",
    )
  }
}
