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
