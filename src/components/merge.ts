/**
 * Many inputs to one output, in the order of arrival.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { parallel, read, write } from '../fiber/index.ts'
import { checkedList } from './checked.ts'
import { component } from './component.ts'

/**
 * Passes on the values of its inputs as they come. A process copies each input, so a value costs the same for
 * two inputs as for ten thousand, and one value of each input may be on its way (`mux` and `fairMux` select
 * among their inputs, and take one value at a time). An input that ends is left out; ends when all have ended.
 *
 *     merge([north.reader, south.reader], visitors.writer)
 *
 * Law: the output is a permutation of all inputs that keeps the order of each.
 */
export const merge = component(function* merge<T>(inputs: readonly Reader<T>[], output: Writer<T>) {
  // A lane owns its input alone: the output is let go of once, by the merge.
  const lane = component(function* lane(input: Reader<T>) {
    for (;;) yield* write(output, yield* read(input))
  })
  yield* parallel(
    checkedList(inputs, 'merge([a.reader, b.reader], c.writer)').map(input => lane(input)),
  )
})
