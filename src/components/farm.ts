/**
 * The same work on many items at once, results as they come.
 */
import type { PlatformSignal } from '../core/ports.ts'
import type { ProcessContext } from '../core/process.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { parallel, read, wait, write } from '../fiber/index.ts'
import { checkedCount, checkedOptions } from './checked.ts'
import { component } from './component.ts'

/** What a farm does with an item; the signal is aborted when the farm is cancelled: hand it to `fetch`. */
export type Work<T, R> = (item: T, signal: PlatformSignal) => R | PromiseLike<R>

/** How many work at a time, and what becomes of an item that fails. */
export interface FarmOptions<T> {
  /** How many items may be worked on at a time, which bounds what is in flight. */
  readonly workers: number
  /**
   * Called with what `work` threw for an item, which is then left out of the results; a throw of its own fails
   * the farm. Without it the first item that fails, fails the farm. (For results that tell, catch in `work`.)
   */
  readonly onError?: (error: unknown, item: T) => void
}

/**
 * Works on up to `workers` items at a time and writes each result as soon as it is there. Takes an item only
 * when a worker is free for it.
 *
 *     farm(urls.reader, pages.writer, (url, signal) => fetch(url, { signal }), { workers: 8 })
 *
 * Law: the output is a permutation of the results; never more than `workers` items are between their read and
 * the write of their result. Source: occam's processor farms; core.async, pipeline-async.
 */
export const farm = component(function* farm<T, R>(
  this: ProcessContext,
  input: Reader<T>,
  output: Writer<R>,
  work: Work<T, R>,
  options: FarmOptions<T>,
) {
  const form = 'farm(input, output, work, { workers: 8 })'
  const { workers, onError } = checkedOptions(options, form)
  checkedCount(workers, 'workers', form)
  const { signal } = this
  function* worker(): Generator<never, void, unknown> {
    for (;;) {
      const item = yield* read(input)
      const outcome = yield* wait(attempt(work, item, signal))
      if ('result' in outcome) yield* write(output, outcome.result)
      else if (onError === undefined) throw outcome.error
      else onError(outcome.error, item)
    }
  }
  yield* parallel(Array.from({ length: workers }, () => worker))
})

export type Outcome<R> = { readonly result: R } | { readonly error: unknown }

/**
 * Works on an item, and gives an error as a value: only what `work` itself throws is an error of the item, not
 * what interrupts the process that waits for it.
 */
export async function attempt<T, R>(
  work: Work<T, R>,
  item: T,
  signal: PlatformSignal,
): Promise<Outcome<R>> {
  try {
    return { result: await work(item, signal) }
  } catch (error) {
    return { error }
  }
}
