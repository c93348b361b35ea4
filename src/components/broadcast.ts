/**
 * Every value to everybody who still listens.
 */
import { isNormalEnding } from '../core/errors.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, wait } from '../fiber/index.ts'
import { checkedList } from './checked.ts'
import { component } from './component.ts'

/**
 * Writes every value to all outputs in parallel, and reads the next one when all have it. An output that its
 * reader has closed is left out; ends when none is left (`delta` ends with the first). The slowest reader sets
 * the pace: give it a buffer, or subscribe by topic with a policy (`Topics`).
 *
 *     broadcast(news.reader, listeners.map(listener => listener.writer))
 *
 * Law: what an output's reader was given is a prefix of the input, and all of it if it stayed.
 */
export const broadcast = component(function* broadcast<T>(
  input: Reader<T>,
  outputs: readonly Writer<T>[],
) {
  for (let open = checkedList(outputs, 'broadcast(a.reader, [b.writer])'); open.length > 0; ) {
    const value = yield* read(input)
    open = yield* wait(deliver(value, open))
  }
})

/**
 * Writes to all of the outputs at once and gives those that took the value. Operations begin when they are
 * called, so they stand in parallel, and the cost grows with the number of outputs and not with its square, as
 * it would in a selection with a turn for each.
 *
 * @throws the failure of an output that was poisoned with a cause (rejects)
 */
export async function deliver<T>(value: T, outputs: readonly Writer<T>[]): Promise<Writer<T>[]> {
  const took = await Promise.all(
    outputs.map(output =>
      output.write(value).then(
        () => true,
        (error: unknown) => {
          if (isNormalEnding(error)) return false
          throw error
        },
      ),
    ),
  )
  return outputs.filter((_, at) => took[at])
}
