import { expect, test } from 'vitest'
import { channel, PoisonError, parallel, scope, spawn } from '../../src/index.ts'
import { farm, ThreadDeathError } from '../../src/workers/index.ts'
import type * as work from './modules/square.ts'

const module = new URL('./modules/square.ts', import.meta.url)
const numbers = Array.from({ length: 60 }, (_, n) => n)

async function through<T>(
  farming: (input: never, output: never) => () => Promise<void>,
  items: readonly unknown[] = numbers,
): Promise<T[]> {
  const input = channel<unknown>('input')
  const output = channel<T>('output')
  const got: T[] = []
  await parallel(
    async () => {
      for (const item of items) await input.writer.write(item)
      input.close()
    },
    farming(input.reader as never, output.writer as never),
    async () => {
      for await (const result of output.reader) got.push(result)
    },
  )
  return got
}

test('the results are those of the function, each once', async () => {
  const got = await through<number>(farm<typeof work.default>(module, 2))
  expect(got.sort((a, b) => a - b)).toEqual(numbers.map(n => n * n))
})

test('in order, whatever each takes', async () => {
  const options = { ordered: true, function: 'slowWhenEven' }
  expect(await through(farm<typeof work.slowWhenEven>(module, 2, options))).toEqual(numbers)
})

test('a thread that computes keeps no other from its items', { timeout: 30_000 }, async () => {
  const worked = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  // More than the threads hold in advance, so most of them are handed out while the first computes.
  const items = numbers.map(n => ({ worked, awaits: n === 0 ? 40 : 0 }))
  const got = await through(farm<typeof work.outlast>(module, 2, { function: 'outlast' }), items)
  expect(got).toEqual(numbers.map(() => true))
})

test('buffers of results can be moved', async () => {
  const got = await through<Uint8Array>(
    farm<typeof work.bytes>(module, 1, { ordered: true, function: 'bytes' }),
    [1, 2, 3],
  )
  expect(got).toEqual([1, 2, 3].map(n => new Uint8Array(n).fill(n)))
})

test('what the function throws is the failure of the farm', async () => {
  const failing = through(farm<typeof work.failAtSeven>(module, 2, { function: 'failAtSeven' }))
  await expect(failing).rejects.toThrow(new RangeError('seven'))
})

test('so is the death of a thread', async () => {
  const failing = through(farm<typeof work.exitAtSeven>(module, 2, { function: 'exitAtSeven' }))
  await expect(failing).rejects.toThrow(ThreadDeathError)
  await expect(failing).rejects.toMatchObject({ exitCode: 3 })
})

test('a farm whose output is closed ends, and closes its input', async () => {
  const input = channel<number>('input')
  const output = channel<number>('output')
  const [, , upstream] = await parallel(
    farm<typeof work.default>(module, 2)(input.reader, output.writer),
    async () => {
      await output.reader.read()
      output.reader.close()
    },
    async () => {
      for (let n = 0; ; n++) await input.writer.write(n)
    },
  )
  expect(upstream).toBeUndefined()
})

test('a farm whose scope fails ends, with its threads, and poisons its ends with the cause', async () => {
  const input = channel<number>('input')
  const output = channel<number>('output')
  const broken = new Error('broken')
  const failing = scope(async s => {
    s.spawn(farm<typeof work.default>(module, 1)(input.reader, output.writer))
    await input.writer.write(3)
    expect(await output.reader.read()).toBe(9)
    throw broken
  })
  await expect(failing).rejects.toBe(broken)
  expect(broken).not.toHaveProperty('stillRunning')
  const cancelled = { name: 'PoisonError', cause: broken }
  await expect(input.writer.write(4)).rejects.toMatchObject(cancelled)
  await expect(output.reader.read()).rejects.toMatchObject(cancelled)
})

test('a farm that is aborted ends while a thread computes', async () => {
  const input = channel<number>('input')
  const output = channel<number>('output')
  const farming = spawn(
    farm<typeof work.endless>(module, 1, { function: 'endless' })(input.reader, output.writer),
  )
  await input.writer.write(1)
  farming.abort()
  expect(farming.name).toBe('farm')
  await farming.done.catch(() => {})
  await expect(output.reader.read()).rejects.toThrow(PoisonError)
})

test('the number of threads is checked', () => {
  expect(() => farm(module, 0)).toThrow('a farm has a whole number of threads from 1, not 0')
})
