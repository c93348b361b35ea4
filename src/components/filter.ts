/**
 * Passes on the values that satisfy a predicate.
 */
import type { Reader } from '../core/reader.ts'
import { isThenable } from '../core/thenable.ts'
import type { Writer } from '../core/writer.ts'
import { read, wait, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Passes a value on when `accepts(value)` is true, or a promise of true.
 *
 *     filter(a.reader, b.writer, n => n % 2 === 0)    // 1 2 3 4 → 2 4
 *
 * Law: filtering by p and then q is filtering by both. A throw fails the process with what was thrown.
 */
export const filter = component(function* filter<T>(
  input: Reader<T>,
  output: Writer<T>,
  accepts: (value: T) => boolean | PromiseLike<boolean>,
) {
  for (;;) {
    const value = yield* read(input)
    const accepted = accepts(value)
    if (isThenable(accepted) ? yield* wait(accepted) : accepted) yield* write(output, value)
  }
})
