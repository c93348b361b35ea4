/** Darts at a square: how many of them hit the circle in it. */

export interface Throw {
  readonly seed: number
  readonly darts: number
}

export default function hits({ seed, darts }: Throw): number {
  const random = generator(seed)
  let inside = 0
  for (let i = 0; i < darts; i++) {
    const x = random()
    const y = random()
    if (x * x + y * y < 1) inside++
  }
  return inside
}

/** Mulberry32: numbers in [0, 1) that a seed repeats, so that the result does not depend on the threads. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
