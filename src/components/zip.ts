/**
 * Joins inputs value by value.
 */

import { when } from '../core/guard.ts'
import type { Reader } from '../core/reader.ts'
import { alternative } from '../core/select.ts'
import type { Writer } from '../core/writer.ts'
import { select, write } from '../fiber/index.ts'
import { checkedList } from './checked.ts'
import { component } from './component.ts'

/** One reader for each element of a tuple. */
export type Readers<T extends readonly unknown[]> = { readonly [K in keyof T]: Reader<T[K]> }

/**
 * Reads one value from each input, in whatever order they come, as a guard-driven parallel read: no input
 * waits for another to be ready, so two processes that write to it in opposite orders do not deadlock.
 */
export function roundOf<T extends readonly unknown[]>(inputs: Readers<T>) {
  const values: unknown[] = []
  const waiting = checkedList(inputs, 'zip([a.reader, b.reader], c.writer)').map(() => false)
  const next = alternative(inputs.map((input, at) => when(() => waiting[at] as boolean, input)))
  return function* round(): Generator<never, T, unknown> {
    waiting.fill(true)
    for (let left = inputs.length; left > 0; left--) {
      const { key, value } = yield* select(next)
      values[key] = value
      waiting[key] = false
    }
    return [...values] as unknown as T
  }
}

/**
 * Takes one value from each input, in parallel, and writes them as a tuple. Ends when any input has ended; the
 * values of an incomplete tuple are dropped.
 *
 *     zip([names.reader, ages.reader], people.writer)  // a b c, 1 2 → [a, 1] [b, 2]
 *
 * Law: the n-th tuple holds the n-th value of every input.
 */
export const zip = component(function* zip<T extends readonly unknown[]>(
  inputs: Readers<T>,
  output: Writer<T>,
) {
  const round = roundOf(inputs)
  for (;;) yield* write(output, (yield* round()) as never)
})
