/**
 * Drops the first value of its input.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Takes the first value and drops it, then passes its input on.
 *
 *     tail(a.reader, b.writer)                        // 1 2 3 → 2 3
 *
 * Law: `tail` after `prefix` is `identity`. Source: JCSP plugNplay, Tail.
 */
export const tail = component(function* tail<T>(input: Reader<T>, output: Writer<T>) {
  yield* read(input)
  for (;;) yield* write(output, yield* read(input))
})
