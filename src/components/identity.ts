/**
 * Copies its input to its output.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Passes every value on. It holds one value at a time, so a chain of n of them is a buffer for n values in
 * which each is on its way.
 *
 *     identity(a.reader, b.writer)                    // 1 2 3 → 1 2 3
 *
 * Law: the output is the input. Source: JCSP plugNplay, Identity.
 */
export const identity = component(function* identity<T>(input: Reader<T>, output: Writer<T>) {
  for (;;) yield* write(output, yield* read(input))
})
