/**
 * Running sums.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Writes, for every number, the sum of all up to it.
 *
 *     integrate(a.reader, b.writer)                   // 1 2 3 4 → 1 3 6 10
 *
 * Law: the same as the ring of `plus`, `delta` and `prefix` that it is in occam; `pairs` of it are the squares.
 * Source: JCSP plugNplay, Integrate.
 */
export const integrate = component(function* integrate(
  input: Reader<number>,
  output: Writer<number>,
) {
  for (let sum = 0; ; ) {
    sum += yield* read(input)
    yield* write(output, sum)
  }
})
