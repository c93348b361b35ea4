/**
 * Ten million selections with a timeout: none may leave memory, a timer or a listener behind.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { timers } from '../../src/core/timer.ts'
import * as fiber from '../../src/fiber/index.ts'
import { after, channel, run, select, spawn } from '../../src/index.ts'
import { countedSignal } from '../core/counted-signal.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Selections between two looks at the heap. */
const CHUNK = 1_000_000
const CHUNKS = 10

function heap(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

test.each(['async', 'fiber'])('ten million selections with a timeout, %s', async flavour => {
  const numbers = channel<number>('numbers')
  const { controller, listeners } = countedSignal()
  const { signal } = controller
  const source = spawn(function* () {
    for (let i = 0; ; i++) yield* fiber.write(numbers.writer, i)
  })
  const turn = () => ({ input: numbers.reader, late: after(60_000), stop: signal })
  const chunk = (): Promise<void> =>
    flavour === 'async'
      ? run(async () => {
          for (let i = 0; i < CHUNK; i++) await select(turn())
        })
      : run(function* () {
          for (let i = 0; i < CHUNK; i++) yield* fiber.select(turn())
        })

  await chunk()
  const before = heap()
  for (let done = 1; done < CHUNKS; done++) await chunk()
  // Less than a byte for every ten selections: nothing is kept for each of them.
  expect(heap() - before).toBeLessThan((CHUNK * (CHUNKS - 1)) / 10)
  expect(timers.pending).toBe(0)
  expect(listeners()).toBe(0)
  numbers.poison()
  await source.done
})
