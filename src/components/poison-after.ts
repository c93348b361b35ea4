/**
 * Ends a network at once after a number of values.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Passes `count` values on and poisons both ends, without a cause: every process that meets the poison ends
 * normally. What is buffered beyond this process is lost; `closeAfter` lets it be read.
 *
 *     poisonAfter(numbers.reader, few.writer, 3)
 *
 * Law: what is written is the first `count` values of the input. Source: PyCSP, whose networks end by poison.
 */
export const poisonAfter = component(function* poisonAfter<T>(
  input: Reader<T>,
  output: Writer<T>,
  count: number,
) {
  for (let left = count; left > 0; left--) yield* write(output, yield* read(input))
  output.poison()
  input.poison()
})
