/**
 * Causal pasts: for each event of a run, the set of events that it depends on, itself included, as bits.
 *
 * (Mattern 1988 gets by with one number for each process; here every operation that waits is a participant of its
 * own, so sets are the smaller choice.) A long run has a long beginning that everything alive depends on. That
 * part is cut off: a past begins at a word before which it holds every event.
 */
export interface Past {
  /** The word before which all bits are set. */
  readonly from: number
  readonly bits: Uint32Array
}

/** For runs in which nobody asks. */
export const NO_PAST: Past = { from: 0, bits: new Uint32Array(0) }

/** The past of event `index`: itself, and all events before word `from`. */
export function beginPast(index: number, from: number): Past {
  const bits = new Uint32Array((index >> 5) + 1 - from)
  bits[(index >> 5) - from]! |= 1 << (index & 31)
  return { from, bits }
}

export function contains({ from, bits }: Past, index: number): boolean {
  const word = (index >> 5) - from
  if (word < 0) return true
  return word < bits.length && (bits[word]! & (1 << (index & 31))) !== 0
}

/** Adds everything in `other`, which belongs to an earlier event and begins no later. */
export function unite({ from, bits }: Past, other: Past): void {
  const skipped = from - other.from
  const end = other.bits.length - skipped
  for (let word = 0; word < end; word++) bits[word]! |= other.bits[word + skipped]!
}

/** How many words, from the beginning, are full in every one of these pasts. */
export function commonWords(pasts: Iterable<Past>): number {
  let common = Infinity
  for (const { from, bits } of pasts) {
    let word = 0
    while (word < bits.length && from + word < common && bits[word] === 0xffffffff) word++
    common = Math.min(common, from + word)
  }
  return common
}
