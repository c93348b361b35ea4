/**
 * Copies its input to several outputs.
 */

import { when } from '../core/guard.ts'
import type { Reader } from '../core/reader.ts'
import { alternative } from '../core/select.ts'
import type { Writer } from '../core/writer.ts'
import { read, select, write } from '../fiber/index.ts'
import { checkedList } from './checked.ts'
import { component } from './component.ts'

/**
 * Writes every value to all outputs in parallel, and takes the next one when all have it. Readers may come in
 * any order. Ends when any output was closed by its reader (`broadcast` goes on with the others).
 *
 *     delta(a.reader, [b.writer, c.writer])           // 1 2 3 → 1 2 3, 1 2 3
 *
 * All offers of a round stand at once, as in a parallel of writes, yet no process is started for them: one
 * alternative over the outputs that do not have the value yet, which costs an eighth of starting fibers.
 *
 * Law: every output is the input. Source: JCSP plugNplay, Delta.
 */
export const delta = component(function* delta<T>(input: Reader<T>, outputs: readonly Writer<T>[]) {
  let value: T
  const waiting = checkedList(outputs, 'delta(a.reader, [b.writer, c.writer])').map(() => false)
  const next = alternative(
    outputs.map((output, at) =>
      when(
        () => waiting[at] as boolean,
        output.offerWith(() => value),
      ),
    ),
  )
  for (;;) {
    value = yield* read(input)
    waiting.fill(true)
    for (let left = outputs.length; left > 0; left--) waiting[(yield* select(next)).key] = false
  }
})

/**
 * Writes every value to the outputs one after the other. Cheaper than `delta`, and safe only where the readers
 * come in that order or do not wait for one another: a reader that wants its copy first waits for its turn.
 *
 *     sequentialDelta(a.reader, [b.writer, c.writer])
 *
 * Law: every output is the input; an output never has a value that one before it lacks. Source: aPyCSP, Delta2.
 */
export const sequentialDelta = component(function* sequentialDelta<T>(
  input: Reader<T>,
  outputs: readonly Writer<T>[],
) {
  checkedList(outputs, 'sequentialDelta(a.reader, [b.writer, c.writer])')
  for (;;) {
    const value = yield* read(input)
    for (const output of outputs) yield* write(output, value)
  }
})
