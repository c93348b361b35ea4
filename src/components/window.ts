/**
 * Overlapping groups of values.
 */
import { ports } from '../core/ports.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { checkedCount, checkedOptions, checkedTime } from './checked.ts'
import { component } from './component.ts'

/** A window by number: the last `size` values; or by time: those of the last `time` milliseconds. */
export type WindowOptions =
  | { readonly size: number; readonly time?: undefined }
  | { readonly time: number; readonly size?: undefined }

/**
 * Writes, for every value, the values up to it as an array, oldest first. By `size`: the last `size` of them,
 * from the moment that there are as many. By `time`: those that were read in the last `time` milliseconds,
 * itself included.
 *
 *     window(a.reader, b.writer, { size: 3 })         // 1 2 3 4 5 → [1,2,3] [2,3,4] [3,4,5]
 *     window(a.reader, b.writer, { time: 60_000 })
 *
 * Law: the n-th window by size is the values from the n-th on. (`batch` makes groups that do not overlap.)
 */
export const window = component(function* window<T>(
  input: Reader<T>,
  output: Writer<T[]>,
  options: WindowOptions,
) {
  const form = 'window(input, output, { size: 3 }) or { time: 60_000 }'
  const { size, time } = checkedOptions(options, form)
  if (size === undefined && time === undefined)
    throw new TypeError(`a window has a size or a time: ${form}`)
  if (size !== undefined) {
    checkedCount(size, 'the size of a window', form)
    for (const values: T[] = []; ; ) {
      values.push(yield* read(input))
      if (values.length > size) values.shift()
      if (values.length === size) yield* write(output, [...values])
    }
  }
  checkedTime(time, form)
  for (let entries: { readonly value: T; readonly read: number }[] = []; ; ) {
    const value = yield* read(input)
    const now = ports.clock.now()
    entries = entries.filter(({ read }) => now - read < time)
    entries.push({ value, read: now })
    yield* write(
      output,
      entries.map(({ value }) => value),
    )
  }
})
