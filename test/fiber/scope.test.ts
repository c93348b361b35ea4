/** What `scope` of `hocket` keeps, kept by that of `hocket/fiber`: results and failures. */
import { describe, expect, test } from 'vitest'
import { read, type ScopeBody, scope, sleep, wait } from '../../src/fiber/index.ts'
import { outcome } from '../core/flavours.ts'
import { closed, inBubble, source, sum } from './scoped.ts'

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
