/**
 * Applies a function to every value.
 */
import type { Reader } from '../core/reader.ts'
import { isThenable } from '../core/thenable.ts'
import type { Writer } from '../core/writer.ts'
import { read, wait, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Writes `transform(value)` for every value. When that is a promise, its result is written before the next
 * value is read: order is kept and one call is under way at a time (`farm` runs several).
 *
 *     map(a.reader, b.writer, n => n * n)             // 1 2 3 → 1 4 9
 *
 * Law: mapping f and then g is mapping their composition. A throw fails the process with what was thrown.
 */
export const map = component(function* map<T, U>(
  input: Reader<T>,
  output: Writer<U>,
  transform: (value: T) => U | PromiseLike<U>,
) {
  for (;;) {
    const result = transform(yield* read(input))
    yield* write(output, isThenable(result) ? yield* wait(result) : result)
  }
})
