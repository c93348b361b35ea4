import { expect, test } from 'vitest'
import { channel, fifo, type Reader } from '../../src/index.ts'
import { fromAsyncIterable, released, toAsyncIterable } from '../../src/interop/index.ts'
import { outcome } from '../core/flavours.ts'

const collect = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const collected: T[] = []
  for await (const value of values) collected.push(value)
  return collected
}

test('from an iterable, asynchronous or not: every value, then the end', async () => {
  async function* three() {
    yield* [1, 2, 3]
  }
  expect(await collect(fromAsyncIterable(three()))).toEqual([1, 2, 3])
  expect(await collect(fromAsyncIterable(new Set(['a', 'b'])))).toEqual(['a', 'b'])
})

test('what it throws is the cause of the poison, and back', async () => {
  const broken = new Error('broken source')
  const source = (): Reader<number> =>
    fromAsyncIterable(
      (async function* () {
        yield 1
        throw broken
      })(),
    )
  expect(await outcome(collect(source()))).toMatchObject({
    error: { name: 'PoisonError', cause: broken },
  })
  expect(await outcome(collect(toAsyncIterable(source())))).toEqual({ error: broken })
})

test('closing the reading side returns the generator, one value ahead', async () => {
  const log: (number | string)[] = []
  async function* numbers() {
    try {
      for (let n = 0; ; n++) {
        log.push(n)
        yield n
      }
    } finally {
      log.push('returned')
    }
  }
  const reader = fromAsyncIterable(numbers())
  expect(await reader.read()).toBe(0)
  reader.close()
  await released(reader)
  expect(log).toEqual([0, 1, 'returned'])
})

test('an iterator that has ended or thrown is not returned when the reading side closes later', async () => {
  for (const last of [async () => ({ done: true, value: 0 }), () => Promise.reject('broken')]) {
    let [given, returned] = [0, 0]
    const iterator: AsyncIterator<number> = {
      next: () => (given++ < 1 ? Promise.resolve({ done: false, value: 1 }) : last()),
      async return() {
        returned++
        return { done: true, value: 0 }
      },
    }
    const iterable = { [Symbol.asyncIterator]: () => iterator }
    const reader = fromAsyncIterable(iterable, { buffer: fifo(2) })
    while (given < 2) await new Promise(resolve => setImmediate(resolve))
    reader.close()
    await released(reader)
    expect(returned).toBe(0)
  }
})

test('an iterator that never answers does not keep the adapter; it is returned', async () => {
  let returned = 0
  const iterator: AsyncIterator<number> = {
    next: () => new Promise(() => {}),
    return: () => {
      returned++
      return new Promise(() => {})
    },
  }
  const reader = fromAsyncIterable({ [Symbol.asyncIterator]: () => iterator })
  const read = outcome(reader.read())
  await new Promise(resolve => setImmediate(resolve))
  reader.poison()
  await released(reader)
  expect(returned).toBe(1)
  expect(await read).toMatchObject({ error: { name: 'PoisonError' } })
})

test('leaving the loop over a channel closes it; a lease retires, also at the end', async () => {
  const c = channel<number>('c')
  const written = outcome(c.writer.write(1))
  for await (const value of toAsyncIterable(c.reader)) {
    expect(value).toBe(1)
    break
  }
  expect(await written).toHaveProperty('value')
  expect(await outcome(c.writer.write(2))).toMatchObject({ error: { by: 'reader' } })

  const shared = channel<number>('shared')
  const [one, other] = [shared.reader.lease(), shared.reader.lease()]
  await toAsyncIterable(one).return?.()
  const read = other.read()
  await shared.writer.write(1)
  expect(await read).toBe(1)
  shared.writer.close()
  expect(await collect(toAsyncIterable(other))).toEqual([])
  expect(shared.reader.core.leases?.reader).toBe(0)
})

test('leaving a loop that waits withdraws its read at once', async () => {
  const c = channel<number>('c')
  const loop = toAsyncIterable(c.reader)
  const next = loop.next()
  await loop.return?.()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(c.reader.core.readers).toBeNull()
})
