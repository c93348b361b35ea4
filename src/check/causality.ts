/**
 * Causal pasts: for each event of a run, the set of events that it depends on, itself included, as bits.
 *
 * A set is as long as the index of its own event asks for. (Mattern 1988 gets by with one number for each
 * process; here every operation that waits is a participant of its own, so sets are the smaller choice.)
 */
export type Past = Uint32Array

export function emptyPast(index: number): Past {
  return new Uint32Array((index >> 5) + 1)
}

export function add(past: Past, index: number): void {
  past[index >> 5]! |= 1 << (index & 31)
}

export function contains(past: Past, index: number): boolean {
  const word = index >> 5
  return word < past.length && (past[word]! & (1 << (index & 31))) !== 0
}

/** Adds everything in `other`, which belongs to an earlier event. */
export function unite(past: Past, other: Past): void {
  for (let word = 0; word < other.length; word++) past[word]! |= other[word]!
}
