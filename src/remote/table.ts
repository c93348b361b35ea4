/**
 * What identifiers name, for entries that come and go with every operation.
 *
 * A `Map` under such traffic allocates its storage anew all the time, and in V8 the old storage refers to the new:
 * once one of them is in the old generation, all that follow are promoted with everything that stood in them. That
 * was nearly half of the time of a rendezvous. This table keeps its storage, and grows only with what is in it.
 *
 * Open addressing with linear probing; a removal moves back what was pushed on (Knuth, *The Art of Computer
 * Programming* 6.4, algorithm R), so there are no tombstones. Test: table.prop.test.ts.
 */
import type { MatchId, SyncId } from './identity.ts'

type Id = SyncId | MatchId

const SMALLEST = 8

export class Table<V> {
  size = 0
  private keys: (Id | null)[] = []
  private hashes: number[] = []
  private entries: (V | null)[] = []

  constructor() {
    this.resize(SMALLEST)
  }

  get(key: Id): V | undefined {
    const slot = this.find(key, hashOf(key))
    return this.keys[slot] === null ? undefined : (this.entries[slot] as V)
  }

  has(key: Id): boolean {
    return this.get(key) !== undefined
  }

  set(key: Id, value: V): void {
    if (2 * (this.size + 1) > this.keys.length) this.resize(2 * this.keys.length)
    const hash = hashOf(key)
    const slot = this.find(key, hash)
    if (this.keys[slot] === null) this.size++
    this.put(slot, key, hash, value)
  }

  delete(key: Id): boolean {
    let hole = this.find(key, hashOf(key))
    if (this.keys[hole] === null) return false
    this.size--
    const mask = this.keys.length - 1
    for (let slot = (hole + 1) & mask; this.keys[slot] !== null; slot = (slot + 1) & mask) {
      // Stays if its way from home to here does not lead over the hole.
      const hash = this.hashes[slot]!
      if (((slot - hash) & mask) < ((slot - hole) & mask)) continue
      this.put(hole, this.keys[slot]!, hash, this.entries[slot] as V)
      hole = slot
    }
    this.keys[hole] = null
    this.hashes[hole] = 0
    this.entries[hole] = null
    return true
  }

  /** A copy, in no particular order: the table may change while it is gone through. */
  values(): V[] {
    return this.entries.filter((_, slot) => this.keys[slot] !== null) as V[]
  }

  /** Where the key stands, or the free slot where it would. */
  private find(key: Id, hash: number): number {
    const { keys, hashes } = this
    const mask = keys.length - 1
    let slot = hash & mask
    while (keys[slot] !== null && (hashes[slot] !== hash || keys[slot] !== key)) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private put(slot: number, key: Id, hash: number, value: V): void {
    this.keys[slot] = key
    this.hashes[slot] = hash
    this.entries[slot] = value
  }

  private resize(length: number): void {
    const { keys, hashes, entries } = this
    this.keys = new Array(length).fill(null)
    this.hashes = new Array(length).fill(0)
    this.entries = new Array(length).fill(null)
    keys.forEach((key, slot) => {
      if (key === null) return
      const hash = hashes[slot]!
      this.put(this.find(key, hash), key, hash, entries[slot] as V)
    })
  }
}

/** Of the last characters: the number, in which identifiers of one node differ, and some of what is before it. */
function hashOf(key: Id): number {
  let hash = 0
  const first = Math.max(0, key.length - 8)
  for (let i = key.length - 1; i >= first; i--) {
    hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0
  }
  return hash
}
