/**
 * Accumulates, and shows every step.
 */
import type { Reader } from '../core/reader.ts'
import { isThenable } from '../core/thenable.ts'
import type { Writer } from '../core/writer.ts'
import { read, wait, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Keeps a state: for every value the state becomes `step(state, value)` (or what that promises) and is written.
 *
 *     scan(a.reader, b.writer, Math.max, -Infinity)   // 3 1 4 1 5 → 3 3 4 4 5
 *
 * Law: the n-th output is the reduction of the first n values.
 */
export const scan = component(function* scan<T, S>(
  input: Reader<T>,
  output: Writer<S>,
  step: (state: NoInfer<S>, value: T) => NoInfer<S> | PromiseLike<NoInfer<S>>,
  initial: NoInfer<S>,
) {
  let state: S = initial
  for (;;) {
    const next = step(state, yield* read(input))
    state = isThenable(next) ? yield* wait(next) : next
    yield* write(output, state)
  }
})
