/**
 * Writes the values of an iterable.
 */
import type { Payload } from '../core/end.ts'
import type { Writer } from '../core/writer.ts'
import { write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Writes one value after the other, taking each from the iterable only when the one before has been taken: the
 * iterable may be infinite. It is finished (its `return` is called) when the reader closes.
 *
 *     generator(a.writer, [1, 2, 3])                  // → 1 2 3
 *     generator(b.writer, lines(file))
 *
 * Law: the output is the iterable. For asynchronous iterables see hocket/interop. Source: JCSP plugNplay,
 * Generate, widened to any iterable.
 */
export const generator = component(function* generator<T>(
  output: Writer<T>,
  values: Iterable<Payload<T>>,
) {
  for (const value of values) yield* write(output, value)
})
