import { moving } from '../../../src/workers/index.ts'

export default (n: number) => n * n

export async function slowWhenEven(n: number) {
  await new Promise(resolve => setTimeout(resolve, n % 2 === 0 ? 5 : 0))
  return n
}

export function failAtSeven(n: number) {
  if (n === 7) throw new RangeError('seven')
  return n
}

export function exitAtSeven(n: number) {
  if (n === 7) process.exit(3)
  return n
}

export function bytes(n: number) {
  const data = new Uint8Array(n).fill(n)
  return moving(data, [data.buffer])
}

export interface Tally {
  readonly worked: SharedArrayBuffer
  /** Of so many, or of none: this one then counts itself. */
  readonly awaits: number
}

/** Whether so many items were worked on, elsewhere, while this one kept its thread from doing anything else. */
export function outlast({ worked, awaits }: Tally) {
  const count = new Int32Array(worked)
  if (awaits === 0) {
    Atomics.add(count, 0, 1)
    Atomics.notify(count, 0)
    return true
  }
  for (;;) {
    const seen = Atomics.load(count, 0)
    if (seen >= awaits) return true
    if (Atomics.wait(count, 0, seen, 10_000) === 'timed-out') return false
  }
}

export function endless(_: number): number {
  for (;;);
}
