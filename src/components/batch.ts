/**
 * Values in groups.
 */
import { after, never } from '../core/guards.ts'
import { ports } from '../core/ports.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, select, write } from '../fiber/index.ts'
import { checkedCount, checkedOptions, checkedTime } from './checked.ts'
import { component } from './component.ts'

/** When a group is complete. */
export interface BatchOptions {
  /** The most values in a batch; no limit if left out. */
  readonly size?: number
  /** Milliseconds from a batch's first value until it is written, full or not; no limit if left out. */
  readonly time?: number
}

/**
 * Collects values and writes them as an array when there are `size` of them, when `time` has gone by since the
 * first, or when the input ends; never an empty one.
 *
 *     batch(rows.reader, inserts.writer, { size: 100, time: 50 })
 *
 * Law: the batches joined are the input: no value is lost, also at the end.
 */
export const batch = component(function* batch<T>(
  input: Reader<T>,
  output: Writer<T[]>,
  options: BatchOptions,
) {
  const form = 'batch(input, output, { size: 100, time: 50 })'
  const { size = Number.MAX_SAFE_INTEGER, time } = checkedOptions(options, form)
  checkedCount(size, 'the size of a batch', form)
  checkedTime(time, form)
  for (;;) {
    const values = [yield* read(input)]
    const due = time === undefined ? undefined : ports.clock.now() + time
    while (values.length < size) {
      const { key, value } = yield* select({
        late: due === undefined ? never : after(Math.max(0, due - ports.clock.now())),
        step: input.step,
      })
      // At the end of the input this batch is written, and the next read ends the process.
      if (key === 'late' || value.done) break
      values.push(value.value)
    }
    yield* write(output, values)
  }
})
