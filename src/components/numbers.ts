/**
 * The natural numbers.
 */
import type { Writer } from '../core/writer.ts'
import { write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Writes 0, 1, 2, … for as long as they are read, or from another number on.
 *
 *     numbers(a.writer)                               // → 0 1 2 3 …
 *
 * Law: each is the successor of the one before. Source: JCSP plugNplay, Numbers.
 */
export const numbers = component(function* numbers(output: Writer<number>, from: number = 0) {
  for (let n = from; ; n++) yield* write(output, n)
})
