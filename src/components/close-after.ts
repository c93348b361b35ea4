/**
 * Ends a network in an orderly way after a number of values.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Passes `count` values on and closes both ends: downstream everything is still read, upstream the next write
 * ends its process.
 *
 *     closeAfter(numbers.reader, few.writer, 3)       // 0 1 2 3 … → 0 1 2
 *
 * Law: the output is the first `count` values of the input. Sees no value beyond them.
 */
export const closeAfter = component(function* closeAfter<T>(
  input: Reader<T>,
  output: Writer<T>,
  count: number,
) {
  for (let left = count; left > 0; left--) yield* write(output, yield* read(input))
})
