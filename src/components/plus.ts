/**
 * Adds two streams of numbers.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { write } from '../fiber/index.ts'
import { component } from './component.ts'
import { roundOf } from './zip.ts'

/**
 * Takes a number from each input, in parallel, and writes their sum. Ends when either input has ended.
 *
 *     plus(a.reader, b.reader, c.writer)              // 1 2 3, 10 20 30 → 11 22 33
 *
 * Law: `plus` is `zip` followed by the sum of each pair. Source: JCSP plugNplay, Plus.
 */
export const plus = component(function* plus(
  first: Reader<number>,
  second: Reader<number>,
  output: Writer<number>,
) {
  const round = roundOf<[number, number]>([first, second])
  for (;;) {
    const [a, b] = yield* round()
    yield* write(output, a + b)
  }
})
