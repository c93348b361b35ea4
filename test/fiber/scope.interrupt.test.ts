/** Limits: a fiber that waits for a scope goes on when that has ended, however it was told to stop. */
import { describe, expect, test } from 'vitest'
import { type FiberOperation, parallel, scope, sleep } from '../../src/fiber/index.ts'
import { AbortError, scope as openScope, run, spawn, sleep as untilTold } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from '../core/flavours.ts'

/** A fiber with a scope in which everybody takes 20 milliseconds to stop; writes down what happens. */
const slow = (events: string[], seen: unknown[] = []) =>
  function* slow() {
    try {
      return yield* scope(function* inner(s) {
        const c = s.channel<number>('inner')
        s.spawn(async ({ signal }) => {
          const { error } = await outcome(c.reader.read())
          events.push(`${(error as Error).name} ${signal.aborted}`)
          await run(() => sleep(20))
          events.push('process ends')
        })
        try {
          yield* sleep(1_000)
        } finally {
          events.push('body ends')
        }
      })
    } catch (error) {
      events.push('fiber goes on')
      seen.push(error)
      throw error
    }
  }

const inOrder = ['body ends', 'PoisonError true', 'process ends', 'fiber goes on']
const settled = (events: string[]) => {
  expect([...events].sort()).toEqual([...inOrder].sort())
  expect(events.slice(2)).toEqual(inOrder.slice(2))
}

describe('a fiber that is interrupted ends its scope first', () => {
  test('by its handle, and then ends by that reason', () =>
    bubble(async b => {
      const events: string[] = []
      const reason = new Error('enough')
      const handle = spawn(slow(events))
      const ended = outcome(handle.done)
      await b.settled()
      handle.abort(reason)
      await b.run(() => ended)
      expect((await ended).error).toBe(reason)
      settled(events)
      expect(b.now).toBe(20)
    }))

  test.each(['failure', 'timeout'])('by the %s of the scope around it: one root', how =>
    bubble(async b => {
      const events: string[] = []
      const root = new Error('broken')
      const seen: unknown[] = []
      const around = openScope(
        s => {
          s.spawn(slow(events, seen))
          s.spawn(function* () {
            yield* sleep(10)
            if (how === 'failure') throw root
          })
        },
        how === 'timeout' ? { timeout: 10 } : {},
      )
      const { error } = await outcome(b.run(() => around))
      if (how === 'failure') expect(error).toBe(root)
      else expect(error).toMatchObject({ name: 'TimeoutError' })
      // Its own reason, as at every other wait; what was in its scope was told the root behind it.
      expect(seen).toEqual([expect.any(AbortError)])
      expect(seen[0]).toHaveProperty('cause', error)
      settled(events)
      expect(b.now).toBe(30)
    }),
  )

  test('before it has begun: nothing starts', () =>
    bubble(async () => {
      const handle = spawn(function* () {
        handle.abort()
        yield* scope(function* () {
          yield* sleep(expect.unreachable())
        })
      })
      await expect(handle.done).rejects.toMatchObject({ name: 'AbortError' })
    }))

  test('an async body is told by the signal of the scope, and waited for', () =>
    bubble(async b => {
      const events: string[] = []
      const handle = spawn(function* () {
        yield* scope(async s => {
          await outcome(untilTold(1_000, { signal: s.signal }))
          await run(() => sleep(20))
          events.push('body ends')
        })
      })
      const ended = outcome(handle.done)
      await b.settled()
      handle.abort()
      await b.run(() => ended)
      expect((await ended).error).toBeInstanceOf(AbortError)
      expect(events).toEqual(['body ends'])
      expect(b.now).toBe(20)
    }))

  test('one that fails already keeps its failure, and is not failed a second time', () =>
    bubble(async b => {
      const [first, second] = [new Error('first'), new Error('second')]
      function* failing() {
        yield* sleep(5)
        throw first
      }
      const deaf = () => run(() => sleep(20))
      const ways: readonly (() => FiberOperation<unknown>)[] = [
        () => parallel(failing, deaf),
        () =>
          scope(s => {
            s.spawn(failing)
            s.spawn(deaf)
          }),
      ]
      for (const way of ways) {
        const seen: unknown[] = []
        const around = () =>
          openScope(s => {
            s.spawn(function* () {
              try {
                yield* way()
              } catch (error) {
                seen.push(error)
              }
            })
            s.spawn(function* () {
              yield* sleep(10)
              throw second
            })
          })
        const { error } = await outcome(b.run(around))
        expect(error).toBe(second)
        expect(seen).toEqual([first])
      }
    }))
})

test('scopes nest: the inner failure is the root of the outer, once', () =>
  bubble(async () => {
    const root = new Error('deep')
    const ends: string[] = []
    const ending = (name: string) =>
      function* () {
        try {
          yield* sleep(1_000)
        } finally {
          ends.push(name)
        }
      }
    const { error } = await outcome(
      run(function* () {
        yield* scope(function* (outer) {
          outer.spawn(ending('sibling'))
          yield* scope(function* (inner) {
            inner.spawn(ending('inner'))
            inner.spawn(() => Promise.reject(root))
            yield* ending('body')()
          })
        })
      }),
    )
    expect(error).toBe(root)
    expect(ends).toEqual(['body', 'inner', 'sibling'])
  }))

test('three deep, the innermost ends first when the outermost runs out of time', () =>
  bubble(async b => {
    const ends: string[] = []
    function* deep(level: number): Generator<never, void, unknown> {
      try {
        yield* level === 0 ? sleep(1_000) : scope(() => deep(level - 1))
      } finally {
        ends.push(`level ${level}`)
      }
    }
    const timed = run(function* () {
      yield* scope(() => deep(3), { timeout: 40 })
    })
    expect((await outcome(b.run(() => timed))).error).toMatchObject({ name: 'TimeoutError' })
    expect(ends).toEqual(['level 0', 'level 1', 'level 2', 'level 3'])
    expect(b.now).toBe(40)
  }))
