/**
 * The Mandelbrot set on all cores, as a picture.
 *
 *     jobs ──▶ farm of threads ──▶ rows ──▶ picture
 *
 * A farm is a process between two channels like any other; that its workers are threads is its own affair. It
 * keeps the order of the rows, and their buffers move to this thread instead of being copied.
 *
 *     node --import tsx examples/mandelbrot.ts [--size 1200x800] [--threads 2] [--out mandelbrot.png]
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { channel, parallel, type Reader, type Writer } from 'hocket'
import { farm } from 'hocket/workers'
import type work from './mandelbrot/row.ts'
import type { Row } from './mandelbrot/row.ts'
import { encode } from './pictures/png.ts'

const module = new URL('./mandelbrot/row.ts', import.meta.url)

async function jobs(out: Writer<Row>, picture: Omit<Row, 'y'>) {
  for (let y = 0; y < picture.height; y++) await out.write({ y, ...picture })
  out.close()
}

async function collect(input: Reader<Uint8Array>) {
  const rows: Uint8Array[] = []
  for await (const row of input) rows.push(row)
  return rows
}

/** The rows of the picture, computed by a number of threads. */
export async function mandelbrot(picture: Omit<Row, 'y'>, threads: number): Promise<Uint8Array[]> {
  const todo = channel<Row>('jobs')
  const rows = channel<Uint8Array>('rows')
  const [, , collected] = await parallel(
    () => jobs(todo.writer, picture),
    farm<typeof work>(module, threads, { ordered: true })(todo.reader, rows.writer),
    () => collect(rows.reader),
  )
  return collected ?? []
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '1200x800' },
      threads: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string', default: 'mandelbrot.png' },
    },
  })
  const [width = 0, height = 0] = values.size.split('x').map(Number)
  const began = performance.now()
  const rows = await mandelbrot({ width, height, iterations: 1_000 }, Number(values.threads))
  const milliseconds = performance.now() - began
  writeFileSync(values.out, encode({ width, height, samples: 1, pixels: Buffer.concat(rows) }))
  print(`${width} × ${height} points on ${values.threads} threads in ${milliseconds.toFixed(0)} ms`)
  print(`written to ${values.out}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
