/**
 * Puts a value before its input.
 */

import type { Payload } from '../core/end.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Writes `first`, then passes its input on. In a ring of processes it is what sets the first value going.
 *
 *     prefix(a.reader, b.writer, 0)                   // 1 2 3 → 0 1 2 3
 *
 * Law: the output is `first` followed by the input. Source: JCSP plugNplay, Prefix.
 */
export const prefix = component(function* prefix<T>(
  input: Reader<T>,
  output: Writer<T>,
  first: Payload<T>,
) {
  yield* write(output, first)
  for (;;) yield* write(output, yield* read(input))
})
