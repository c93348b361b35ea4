/**
 * Matrix: an n × n grid of cells. Each reads from its left and from above, and writes to its right and below, so
 * values move through the grid in waves; what leaves at the right and at the bottom is read by sinks.
 */
import { read, write } from '../../src/fiber/index.ts'
import { channel, defineProcess, type Reader, spawn, type Writer } from '../../src/index.ts'
import type { Meter } from '../meter.ts'
import type { Network } from '../workload.ts'

const fiber = {
  cell: defineProcess(function* cell(
    left: Reader<number>,
    above: Reader<number>,
    right: Writer<number>,
    below: Writer<number>,
  ) {
    for (;;) {
      const x = yield* read(left)
      const y = yield* read(above)
      yield* write(right, x)
      yield* write(below, y)
    }
  }),
  source: defineProcess(function* source(output: Writer<number>) {
    for (let i = 0; ; i++) yield* write(output, i)
  }),
  sink: defineProcess(function* sink(input: Reader<number>) {
    for (;;) yield* read(input)
  }),
  corner: defineProcess(function* corner(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) yield* read(input)
    } while (meter.lap())
  }),
}

const async = {
  cell: defineProcess(async function cell(
    left: Reader<number>,
    above: Reader<number>,
    right: Writer<number>,
    below: Writer<number>,
  ) {
    for (;;) {
      const x = await left.read()
      const y = await above.read()
      await right.write(x)
      await below.write(y)
    }
  }),
  source: defineProcess(async function source(output: Writer<number>) {
    for (let i = 0; ; i++) await output.write(i)
  }),
  sink: defineProcess(async function sink(input: Reader<number>) {
    for (;;) await input.read()
  }),
  corner: defineProcess(async function corner(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) await input.read()
    } while (meter.lap())
  }),
}

function hocket({ cell, source, sink, corner }: typeof fiber | typeof async): Network {
  return async (meter, { n }) => {
    const columns = Array.from({ length: n }, () => channel<number>('above'))
    for (const above of columns) spawn(source(above.writer))
    for (let row = 0; row < n; row++) {
      let left = channel<number>('left')
      spawn(source(left.writer))
      for (let column = 0; column < n; column++) {
        const right = channel<number>('right')
        const below = channel<number>('below')
        spawn(cell(left.reader, columns[column]!.reader, right.writer, below.writer))
        left = right
        columns[column] = below
      }
      spawn(sink(left.reader))
    }
    // The last cell of the last row ends the wave: its reader is the one that counts.
    const last = columns.pop()!
    for (const below of columns) spawn(sink(below.reader))
    await spawn(corner(last.reader, meter)).done
  }
}

export const matrix = { fiber: hocket(fiber), async: hocket(async) }
