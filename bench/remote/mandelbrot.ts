/** The picture of examples/mandelbrot.ts, finer, by a farm of one thread and of two in turn; starting them is included. */

import { channel, parallel } from 'hocket'
import { farm } from 'hocket/workers'
import type work from '../../examples/mandelbrot/row.ts'
import type { Row } from '../../examples/mandelbrot/row.ts'
import { type Measure, median } from './measurement.ts'

const module = new URL('../../examples/mandelbrot/row.js', import.meta.url)
const picture = { width: 1_920, height: 1_080, iterations: 5_000 }
const LAPS = 3

/** Milliseconds for the picture. */
async function draw(n: number): Promise<number> {
  const began = performance.now()
  const jobs = channel<Row>('jobs')
  const rows = channel<Uint8Array>('rows')
  await parallel(
    async () => {
      for (let y = 0; y < picture.height; y++) await jobs.writer.write({ y, ...picture })
      jobs.close()
    },
    farm<typeof work>(module, n, { ordered: true })(jobs.reader, rows.writer),
    async () => {
      for await (const _ of rows.reader);
    },
  )
  return performance.now() - began
}

export const mandelbrot: Measure = async progress => {
  const [one, two]: [number[], number[]] = [[], []]
  for (let lap = 1; lap <= LAPS; lap++) {
    progress(`Mandelbrot, ${lap} of ${LAPS}`)
    one.push(await draw(1))
    two.push(await draw(2))
  }
  const [alone, shared] = [median(one), median(two)]
  return [
    { subject: 'Mandelbrot on 1 worker', value: 1_000 / alone, unit: 'pictures/s' },
    { subject: 'Mandelbrot on 2 workers', value: 1_000 / shared, unit: 'pictures/s' },
    { subject: '2 workers beside 1', value: alone / shared, unit: 'times', must: 1.8 },
  ]
}
