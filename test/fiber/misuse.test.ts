import { describe, expect, test } from 'vitest'
import {
  parallel,
  read,
  type ScopeBody,
  scope,
  select,
  sleep,
  wait,
  write,
} from '../../src/fiber/index.ts'
import { alternative, channel, fifo, run, skip } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from '../core/flavours.ts'

/** A channel with two values in it. */
function numbers() {
  const c = channel<number>({ name: 'numbers', buffer: fifo(4) })
  c.writer.tryWrite(1)
  c.writer.tryWrite(2)
  return c
}

test('[...read(input)] forges no value', () =>
  bubble(async () => {
    const c = numbers()
    const spread = run(function* () {
      return [...(read(c.reader) as Iterable<number>)]
    })
    await expect(spread).rejects.toThrow('not [...read(input)], a loop, or next() called by hand')
    const loop = run(function* () {
      for (const x of read(c.reader) as Iterable<number>) expect.unreachable(String(x))
    })
    await expect(loop).rejects.toThrow(TypeError)
    expect(c.reader.tryRead()).toEqual({ value: 1 })
  }))

test('next() called by hand forges no value', () =>
  bubble(async () => {
    const c = numbers()
    const byHand = run(function* () {
      const iterator = read(c.reader)[Symbol.iterator]()
      return iterator.next().value
    })
    await expect(byHand).rejects.toThrow('called by hand')
    const waiting = channel<number>('empty')
    const twice = run(function* () {
      const iterator = read(waiting.reader)[Symbol.iterator]()
      iterator.next(undefined)
      iterator.next(undefined)
    })
    await expect(twice).rejects.toThrow(TypeError)
  }))

test('a forgotten star is thrown into the body, which may go on', () =>
  bubble(async () => {
    const c = numbers()
    const forgotten = run(function* clerk() {
      yield read(c.reader)
    })
    await expect(forgotten).rejects.toThrow(
      "process 'clerk' yielded something by itself; an operation is consumed by yield*: " +
        'const value = yield* read(input), not yield read(input); a promise by yield* wait(promise)',
    )
    const recovered = run(function* () {
      try {
        yield 'anything'
      } catch {
        return yield* read(c.reader)
      }
      return 'nothing was raised'
    })
    expect(await recovered).toBe(1)
  }))

test('an async generator is no process', async () => {
  const started = run(async function* clerk() {
    yield 1
  } as never)
  await expect(started).rejects.toThrow(
    "process 'clerk' is an async generator, whose values nobody would take",
  )
})

test('an operation that is never consumed is an error', () =>
  bubble(async () => {
    const c = numbers()
    const last = run(function* clerk() {
      write(c.writer, 3)
    })
    await expect(last).rejects.toThrow(
      "process 'clerk' made an operation and ended without consuming it",
    )
    const before = run(function* porter() {
      write(c.writer, 3)
      yield* read(c.reader)
    })
    await expect(before).rejects.toThrow(
      "process 'porter' made an operation before the one before it was consumed",
    )
    expect([c.reader.tryRead(), c.reader.tryRead(), c.reader.tryRead()]).toEqual([
      { value: 1 },
      { value: 2 },
      undefined,
    ])
  }))

test('an operation that was not consumed does not trouble the next process', () =>
  bubble(async () => {
    const c = numbers()
    const careless = run(function* () {
      sleep(1)
    })
    await expect(careless).rejects.toThrow(TypeError)
    expect(
      await run(function* () {
        return yield* read(c.reader)
      }),
    ).toBe(1)
  }))

test('operands are operations of their own', () =>
  bubble(async () => {
    const c = numbers()
    const nested = run(function* () {
      yield* write(c.writer, (yield* read(c.reader)) * 10)
      return [yield* read(c.reader), yield* read(c.reader)]
    })
    expect(await nested).toEqual([2, 10])
  }))

test('a generator that is driven by hand is an error, inside a fiber and outside', () =>
  bubble(async () => {
    const c = channel<number>('empty')
    function* body() {
      return yield* read(c.reader)
    }
    expect(() => body().next()).toThrow('an operation of hocket/fiber was consumed outside a fiber')
    const driven = run(function* clerk() {
      body().next()
    })
    await expect(driven).rejects.toThrow(
      "process 'clerk' ended while an operation of it was waiting: a generator was driven by hand",
    )
    expect(c.writer.tryWrite(1)).toBe(false)
  }))

test('an operation cannot be awaited', async () => {
  const c = channel<number>('c')
  const operations = [
    () => read(c.reader),
    () => write(c.writer, 1),
    () => sleep(1),
    () => select({ skip }),
    () => select(alternative({ skip })),
    () => parallel(),
    () => wait(Promise.resolve(1)),
  ]
  for (const operation of operations)
    await expect(async () => await operation()).rejects.toThrow(
      'cannot be awaited: yield* read(input) in a fiber, await input.read() in an async function',
    )
  // Nor do these trouble a fiber that comes later.
  c.close()
  await run(function* () {
    yield* read(c.reader)
  })
})

describe('what is no body of a scope', () => {
  const right = 'yield* scope(function* (s) { return yield* read(input) })'

  const closed = channel<number>('closed')
  closed.close()
  const scoped = (body: ScopeBody<unknown>) =>
    outcome(
      run(function* () {
        return yield* scope(body)
      }),
    )

  test.each<[string, unknown, string]>([
    ['options alone', { timeout: 5 }, 'the body of a scope is a generator function'],
    ['a generator', (function* () {})(), 'the body of a scope is a generator'],
    ['a single operation', () => read(closed.reader), "the body of scope 'scope' is a gen"],
    ['a value', () => 7, "the body of scope 'scope' is a generator function, not 7"],
  ])('%s', async (_, body, says) => {
    const { error } = await scoped(body as never)
    expect((error as Error).message).toContain(says)
    expect((error as Error).message).toContain(right)
  })

  test('an async generator, as every process', async () => {
    async function* wrong() {}
    const { error } = await scoped(wrong as never)
    expect((error as Error).message).toContain("'body of scope' is an async generator")
  })

  test('and the fiber can go on', async () => {
    const { value } = await scoped(function* () {
      try {
        yield* scope((() => read(closed.reader)) as never)
      } catch {}
      yield* sleep(0)
      return 'gone on'
    })
    expect(value).toBe('gone on')
  })
})
