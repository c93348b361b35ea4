/**
 * A farm of worker threads: one function on all cores.
 */
import { fifo } from '../core/buffer.ts'
import { channel } from '../core/create.ts'
import { cancelledFor } from '../core/errors.ts'
import type { ProcessContext } from '../core/process.ts'
import type { Reader } from '../core/reader.ts'
import { type OpenScope, scope } from '../core/scoped.ts'
import type { Writer } from '../core/writer.ts'
import {
  ChannelLostError,
  type InputEnd,
  type OutputEnd,
  type RemoteReader,
  type RemoteWriter,
} from '../remote/index.ts'
import type farmhand from './farmhand.ts'
import { AHEAD } from './farmhand.ts'
import { moduleUrl } from './launch.ts'
import type { Moving } from './moving.ts'
import type { Thread } from './thread.ts'
import { Threads } from './threads.ts'

/** What a farm of threads is made with. */
export interface FarmOptions {
  /** Whether results are written in the order of their items. Default: as they come. */
  readonly ordered?: boolean
  /** Which export of the module is the function. Default: `default`. */
  readonly function?: string
}

/** An item or a result, with the number of the item. */
export type Numbered<T> = readonly [number: number, value: T]

/** What a farm's function gives: a result, its promise, or either with buffers to be moved. */
export type Work<T, R> = (item: T) => R | Moving<R> | Promise<R | Moving<R>>

/**
 * A process that works on each item of its input with a function of a worker module, on `n` threads, and writes
 * the results. Each thread takes items ahead of the one that it works on, so it never waits for its next; the
 * farm thus holds up to 4n items, and in order up to 8n. It closes its output when the input has ended.
 *
 *     await parallel(
 *       source(jobs.writer),
 *       farm<typeof render>(new URL('./render.ts', import.meta.url), 4)(jobs.reader, tiles.writer),
 *       assemble(tiles.reader),
 *     )
 *
 * @throws what the function threw for an item, as a copy (rejects); ThreadDeathError when a thread died. The
 *   other threads are then ended, and output and input poisoned with the cause, as when it is cancelled.
 */
export function farm<F extends Work<never, unknown>>(
  module: URL | string,
  n: number,
  { ordered = false, function: name = 'default' }: FarmOptions = {},
): (
  input: InputEnd<Parameters<F>[0]>,
  output: OutputEnd<Result<F>>,
) => (context?: Pick<ProcessContext, 'signal'>) => Promise<void> {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new RangeError(`a farm has a whole number of threads from 1, not ${n}: farm(module, 4)`)
  }
  const url = moduleUrl(module)
  return (input, output) => {
    // Named, for reports. A farm may also be called by itself: then nobody cancels it.
    return function farm(context) {
      return scope(
        owner => {
          const threads = new Threads({ name: 'farm' })
          const items = owner.own(threads.node.channel<Numbered<unknown>>('items'))
          const results = owner.own(threads.node.channel<Numbered<unknown>>('results'))
          // What a failure must wake: whoever waits at the two ends that the farm was given.
          owner.own({
            close() {},
            poison(cause) {
              const root = cancelledFor(cause)
              input.poison(root)
              output.poison(root)
            },
          })
          // Last, so that whoever waits at a channel above hears of the cause, and not of the end of its node.
          owner.own(threads)
          const room = channel<number>({ name: 'room', buffer: fifo(2 * AHEAD * n) })
          const hands = Array.from({ length: n }, (_, i) =>
            threads.start<typeof farmhand>(new URL(`./farmhand${extension}`, import.meta.url), {
              name: `farmhand-${i + 1}`,
              args: [url.href, name, items.reader.lease(), results.writer.lease()],
              imported: [url],
            }),
          )
          for (const hand of hands) owner.spawn(() => attend(hand, owner), { name: hand.name })
          owner.spawn(() => distribute(input, items.writer, room.writer, AHEAD * n))
          owner.spawn(async () => {
            try {
              await collect(results.reader, output as OutputEnd<unknown>, room.reader, ordered)
            } finally {
              input.close()
            }
          })
        },
        { name: 'farm', signal: context?.signal },
      )
    }
  }
}

/** The death of a thread is a failure of the farm, unless the farm has ended it. */
async function attend(hand: Thread<void>, { signal }: OpenScope): Promise<void> {
  try {
    await hand.done
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/**
 * Numbers the items and hands them out. A token for each bounds what is under way, also what waits for its turn in
 * order. As many hands as items can be taken at once: a write to a thread that computes is answered only when it
 * next looks up, and one hand would let every other thread wait for that.
 */
async function distribute(
  input: InputEnd<unknown>,
  items: RemoteWriter<Numbered<unknown>>,
  room: Writer<number>,
  hands: number,
): Promise<void> {
  let numbered = 0
  const handOut = async () => {
    for await (const item of input) {
      const number = numbered++
      await room.write(number)
      await items.write([number, item])
    }
  }
  try {
    await Promise.all(Array.from({ length: hands }, handOut))
  } catch (error) {
    // The thread that was to take it has died: that is the failure, and whoever attends to it tells it.
    if (error instanceof ChannelLostError) return
    throw error
  }
  items.close()
}

async function collect(
  results: RemoteReader<Numbered<unknown>>,
  output: OutputEnd<unknown>,
  room: Reader<number>,
  ordered: boolean,
): Promise<void> {
  const early = new Map<number, unknown>()
  let next = 0
  // Leaving early, for want of a reader of the output, closes the results, and so the farm from behind.
  for await (const [number, value] of results.consume()) {
    early.set(ordered ? number : next, value)
    for (; early.has(next); next++) {
      const due = early.get(next)
      early.delete(next)
      await output.write(due)
      await room.read()
    }
  }
  output.close()
}

type Result<F extends Work<never, unknown>> =
  Awaited<ReturnType<F>> extends infer R ? (R extends Moving<infer V> ? V : R) : never

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
