/**
 * Adds one.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Passes every number on, plus one.
 *
 *     successor(a.reader, b.writer)                   // 1 2 3 → 2 3 4
 *
 * Law: `map` with `n => n + 1`. Source: JCSP plugNplay, Successor.
 */
export const successor = component(function* successor(
  input: Reader<number>,
  output: Writer<number>,
) {
  for (;;) yield* write(output, 1 + (yield* read(input)))
})
