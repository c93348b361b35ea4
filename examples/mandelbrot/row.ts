/** One row of the Mandelbrot set: the work that the threads share. */
import { moving } from 'hocket/workers'

export interface Row {
  readonly y: number
  readonly width: number
  readonly height: number
  readonly iterations: number
}

/** How soon each point of the row escapes: 0 for at once, 255 for not within the iterations. */
export function rowOf({ y, width, height, iterations }: Row): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(width)
  const imaginary = ((y + 0.5) / height - 0.5) * 2.5
  for (let x = 0; x < width; x++) {
    const real = ((x + 0.5) / width) * 3.5 - 2.5
    let a = 0
    let b = 0
    let n = 0
    for (; n < iterations && a * a + b * b <= 4; n++) {
      const next = a * a - b * b + real
      b = 2 * a * b + imaginary
      a = next
    }
    row[x] = Math.round((255 * Math.log(1 + n)) / Math.log(1 + iterations))
  }
  return row
}

export default (job: Row) => {
  const row = rowOf(job)
  return moving(row, [row.buffer])
}
