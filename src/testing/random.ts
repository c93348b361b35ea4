/**
 * Chance from a seed: the same seed gives the same choices. (Weyl sequence and mixing of `mulberry32`,
 * T. Ettinger 2017: 32 bits of state, period 2^32, ample for the choices of a test.)
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
