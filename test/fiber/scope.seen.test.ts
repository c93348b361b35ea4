/** What reports and the checker say of a scope in a fiber; traces are in test/trace/fiber-scope.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { awaited } from '../../src/core/awaited.ts'
import { watched } from '../../src/core/known.ts'
import { read, type ScopeBody, scope, sleep, write } from '../../src/fiber/index.ts'
import { scope as openScope, run, type Writer } from '../../src/node.ts'
import { DeadlockError } from '../../src/trace/index.ts'

const writing = (out: Writer<number>, value: number) =>
  function* writing() {
    yield* write(out, value)
  }

describe('a scope that is declared closed', () => {
  // The program goes on beside it.
  let elsewhere: NodeJS.Timeout
  beforeEach(() => {
    elsewhere = setInterval(() => {}, 10)
  })
  afterEach(() => {
    clearInterval(elsewhere)
    expect(watched.scopes).toBe(0)
  })

  const within = (body: ScopeBody<unknown>) =>
    run(function* around() {
      try {
        return yield* scope(body, { closed: true, name: 'closed' })
      } catch (error) {
        return error
      }
    })

  test('fails when it can never go on, and the report names its body and where it waits', async () => {
    const error = await within(function* (s) {
      const [a, b] = [s.channel<number>('a'), s.channel<number>('b')]
      s.spawn(function* other() {
        yield* read(b.reader)
        yield* write(a.writer, 1)
      })
      yield* read(a.reader)
      yield* write(b.writer, 1)
    })
    if (!(error instanceof DeadlockError)) throw error
    expect(error.message).toMatch(/^deadlock: 2 processes blocked for ever/)
    expect(error.message).toMatch(/body of closed\s+reads a at test\/fiber\/scope\.seen\.test\.ts:/)
    expect(error.message).toMatch(/other\s+reads b at test\/fiber\/scope\.seen\.test\.ts:/)
  })

  test('an async body of it likewise', async () => {
    const error = await within(async s => {
      await s.channel<number>('a').reader.read()
    })
    if (!(error instanceof DeadlockError)) throw error
    expect(error.message).toMatch(/body of closed\s+reads a at test\/fiber\/scope\.seen/)
  })

  test('one that goes on is left alone', async () => {
    const given = await within(function* (s) {
      const a = s.channel<number>('a')
      s.spawn(function* () {
        yield* sleep(200)
        yield* write(a.writer, 1)
      })
      return yield* read(a.reader)
    })
    expect(given).toBe(1)
  })

  test('around a fiber with a scope it tells who waits for whom', async () => {
    const around = openScope(
      async s => {
        s.spawn(function* parent() {
          yield* scope(
            function* (inner) {
              const a = inner.channel<number>('a')
              inner.spawn(function* child() {
                yield* read(a.reader)
              })
              yield* read(a.reader)
            },
            { name: 'inner' },
          )
        })
      },
      { closed: true },
    )
    const error = await around.catch((reason: unknown) => reason)
    if (!(error instanceof DeadlockError)) throw error
    expect(error.message).toMatch(
      /parent\s+waits for the end of body of inner, child at test\/fiber\/scope\.seen\.test\.ts:/,
    )
  })
})

test('nothing of it stays: every scope that was opened is over', async () => {
  const before = awaited.scopes
  await run(function* () {
    for (let n = 0; n < 100; n++)
      try {
        yield* scope(function* (s) {
          s.spawn(writing(s.channel<number>().writer, 1))
          yield* sleep(0)
          throw new Error('broken')
        })
      } catch {}
  })
  expect(awaited.scopes).toBe(before)
})
