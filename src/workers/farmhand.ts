/**
 * What each thread of a farm runs.
 */
import type { RemoteReader, RemoteWriter } from '../remote/index.ts'
import type { Numbered, Work } from './farm.ts'
import { isMoving } from './moving.ts'

/**
 * How many items a thread has in hand: one that it works on, one whose result is on its way, two that come.
 * A thread that computes answers nobody, so each step of a rendezvous costs it the time of an item.
 * @internal
 */
export const AHEAD = 4

export default async function farmhand(
  module: string,
  name: string,
  items: RemoteReader<Numbered<unknown>>,
  results: RemoteWriter<Numbered<unknown>>,
): Promise<void> {
  const work = ((await import(module)) as Record<string, unknown>)[name]
  if (typeof work !== 'function') {
    throw new TypeError(
      `the worker module ${module} exports no function '${name}': ` +
        'export default (item) => result',
    )
  }
  const labour = async () => {
    for await (const [number, item] of items) {
      const result = await (work as Work<unknown, unknown>)(item)
      if (isMoving(result)) {
        const { value, transfer } = result
        await results.write([number, value], { transfer })
      } else await results.write([number, result])
    }
  }
  await Promise.all(Array.from({ length: AHEAD }, labour))
  items.retire()
  results.retire()
}
