/**
 * Sums of neighbours.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Writes the sum of every two numbers that follow each other.
 *
 *     pairs(a.reader, b.writer)                       // 1 2 3 4 → 3 5 7
 *
 * Law: the same as `plus` of the input and its `tail`. Source: JCSP plugNplay, Pairs.
 */
export const pairs = component(function* pairs(input: Reader<number>, output: Writer<number>) {
  for (let before = yield* read(input); ; ) {
    const value = yield* read(input)
    yield* write(output, before + value)
    before = value
  }
})
