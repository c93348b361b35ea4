/** What `scope` of `hocket` keeps, kept by that of `hocket/fiber`: the failure, the limits and what it owns. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { read, type ScopeBody, scope, sleep, wait, write } from '../../src/fiber/index.ts'
import {
  ClosedError,
  channel,
  type OpenScope,
  PoisonError,
  type Reader,
  run,
  type ScopeOptions,
  TimeoutError,
  type Writer,
} from '../../src/node.ts'
import { bubble } from '../../src/testing/index.ts'
import { type Outcome, outcome } from '../core/flavours.ts'

/** Runs a scope in a fiber, and tells how it ended. */
const within = (body: ScopeBody<unknown>, options?: ScopeOptions): Promise<Outcome> =>
  run(function* around() {
    try {
      return { value: yield* scope(body, options) }
    } catch (error) {
      return { error }
    }
  }) as Promise<Outcome>

/** The same, while virtual time passes. */
const inBubble = (
  body: ScopeBody<unknown>,
  options?: ScopeOptions,
): Promise<Outcome & { now: number }> =>
  bubble(async b => ({ ...(await b.run(() => within(body, options))), now: b.now }))

const source = (out: Writer<number>, n: number) =>
  function* source() {
    for (let i = 0; i < n; i++) yield* write(out, i)
    out.close()
  }

function* sum(input: Reader<number>) {
  let total = 0
  try {
    for (;;) total += yield* read(input)
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
  return total
}

const closed = (s: OpenScope): Reader<number> => {
  const c = s.channel<number>('closed')
  c.close()
  return c.reader
}

describe('results', () => {
  test('the result of the body, once everything has ended', async () => {
    const ends: string[] = []
    const ended = await inBubble(function* (s) {
      const numbers = s.channel<number>('numbers')
      s.spawn(source(numbers.writer, 10))
      s.spawn(function* () {
        yield* sleep(30)
        ends.push('late')
      })
      return yield* sum(numbers.reader)
    })
    expect(ended).toEqual({ value: 45, now: 30 })
    expect(ends).toEqual(['late'])
  })

  test.each<[string, ScopeBody<unknown>]>([
    ['a thunk that returns a generator', s => sum(closed(s))],
    ['an async function', async s => (await outcome(closed(s).read())).value ?? 0],
    ['a promise', () => Promise.resolve(0)],
  ])('the body may be %s', async (_, body) => {
    expect(await inBubble(body)).toEqual({ value: 0, now: 0 })
  })

  test('a body may only start processes', async () => {
    const done: number[] = []
    const only: ScopeBody<unknown> = s => {
      s.spawn(async () => void done.push(1))
      s.spawn(function* () {
        yield* sleep(1)
        done.push(2)
      })
    }
    expect(await inBubble(only)).toEqual({ value: undefined, now: 1 })
    expect(done).toEqual([1, 2])
  })

  test('of scopes within it, one after the other', async () => {
    const ended = await inBubble(function* () {
      const results: unknown[] = []
      for (let n = 0; n < 3; n++)
        results.push(
          yield* scope(function* (s) {
            const one = s.spawn(function* () {
              yield* sleep(n)
              return n
            })
            return yield* wait(one.done)
          }),
        )
      return results
    })
    expect(ended).toEqual({ value: [0, 1, 2], now: 3 })
  })
})

describe('failure', () => {
  test('of a process: the others and the body end, and the root is thrown once', async () => {
    const root = new Error('broken')
    const ends: string[] = []
    const { error } = await inBubble(function* (s) {
      const c = s.channel<number>('nobody reads')
      s.spawn(async () => {
        const { error } = await outcome(c.writer.write(1))
        ends.push((error as Error).name)
        throw error
      })
      s.spawn(function* () {
        yield* sleep(1)
        throw root
      })
      try {
        yield* sleep(1_000)
      } catch (error) {
        ends.push((error as Error).name)
        throw error
      }
    })
    expect(error).toBe(root)
    expect(ends.sort()).toEqual(['AbortError', 'PoisonError'])
  })

  test('of the body: the processes are told, by poison and by their signals', async () => {
    const told: string[] = []
    const { error } = await inBubble(function* (s) {
      const c = s.channel<number>('c')
      s.spawn(async ({ signal }) => {
        told.push(((await outcome(c.reader.read())).error as Error).name)
        told.push(`signal ${signal.aborted}`)
      })
      yield* sleep(1)
      throw new Error('body')
    })
    expect(error).toHaveProperty('message', 'body')
    expect(told).toEqual(['PoisonError', 'signal true'])
  })

  test.each<[string, ScopeBody<unknown>]>([
    [
      'a fiber',
      function* (s) {
        return yield* read(closed(s))
      },
    ],
    ['an async function', s => closed(s).read()],
    ['a function that throws', s => Promise.resolve(closed(s).tryRead())],
  ])('the body promises its result: a normal ending of %s fails the scope', async (_, body) => {
    const told: unknown[] = []
    const { error } = await inBubble(s => {
      s.spawn(function* () {
        try {
          yield* sleep(1_000)
        } catch (reason) {
          told.push((reason as Error).cause)
          throw reason
        }
      })
      return (function* () {
        yield* sleep(1)
        return yield* scope(body)
      })()
    })
    expect(error).toMatchObject({ name: 'ClosedError', channel: 'closed' })
    expect(told).toEqual([error])
  })

  test('several distinct roots are an AggregateError; the same one is thrown once', async () => {
    const [one, two] = [new Error('one'), new Error('two')]
    const { error } = await inBubble(function* (s) {
      for (const root of [one, one, two]) s.spawn(() => Promise.reject(root))
      yield* sleep(1_000)
    })
    expect(error).toBeInstanceOf(AggregateError)
    expect(error).toHaveProperty('errors', [one, two])
  })

  test('a normal ending of a process is none', async () => {
    const { value } = await inBubble(function* (s) {
      const input = closed(s)
      for (const body of [() => input.read(), () => read(input)]) s.spawn<unknown>(body)
      yield* sleep(1)
      return 'done'
    })
    expect(value).toBe('done')
  })
})

describe('what it owns', () => {
  test('is closed when it ends', async () => {
    const { value } = await inBubble(function* (s) {
      yield* sleep(1)
      return s.channel<number>('numbers').reader
    })
    await expect((value as Reader<number>).read()).rejects.toBeInstanceOf(ClosedError)
  })

  test('is poisoned with the cause when it fails', async () => {
    const root = new Error('broken')
    let input!: Reader<number>
    const ended = await inBubble(function* (s) {
      input = s.channel<number>('numbers').reader
      yield* sleep(1)
      throw root
    })
    expect(ended.error).toBe(root)
    const { error } = await outcome(input.read())
    expect(error).toBeInstanceOf(PoisonError)
    expect(error).toHaveProperty('cause', root)
  })

  test('runs in the context of the fiber', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const look = () => void seen.push(storage.getStore())
    const c = channel<number>('c')
    const waiting = storage.run('mine', () =>
      within(function* (s) {
        look()
        s.spawn(async () => look())
        s.spawn(function* () {
          yield* read(c.reader)
          look()
        })
        yield* read(c.reader)
        look()
      }),
    )
    await storage.run('other', () => run(source(c.writer, 2)))
    await waiting
    expect(seen).toEqual(Array.from({ length: 4 }, () => 'mine'))
  })
})

test('a timeout names the scope and what was running, its body among them', async () => {
  const { error, now } = await inBubble(
    function* shopping(s) {
      const c = s.channel<number>('orders')
      s.spawn(() => c.reader.read(), { name: 'clerk' })
      yield* read(c.reader)
    },
    { timeout: 50, name: 'shop' },
  )
  expect(error).toBeInstanceOf(TimeoutError)
  expect((error as Error).message).toBe(
    "scope 'shop' took longer than 50 ms; still running: 'body of shop', 'clerk'",
  )
  expect(now).toBe(50)
})
