/**
 * Programs with a scope in a fiber under the checker: each has an asynchronous twin, which is the same program, so
 * every schedule is found, and as many as of the twin.
 */
import { describe, expect, test } from 'vitest'
import { check, type Program } from '../../src/check/index.ts'
import { parallel, read, scope, select, sleep, write } from '../../src/fiber/index.ts'
import {
  after,
  scope as asyncScope,
  select as asyncSelect,
  sleep as asyncSleep,
  channel,
  type Reader,
  parallel as together,
  type Writer,
} from '../../src/index.ts'

const writing = (out: Writer<number>, value: number) =>
  function* writing() {
    yield* write(out, value)
  }

const failing = (input: Reader<number>) =>
  function* failing() {
    if ((yield* read(input)) === 2) throw new Error('two came first')
    yield* read(input)
  }

interface Twins {
  readonly fiber: Program
  readonly async: Program
  readonly verdict: string
  readonly kind?: string
}

const twins: Record<string, Twins> = {
  'two writers race for the body': {
    *fiber() {
      yield* scope(function* (s) {
        const c = s.channel<number>('c')
        s.spawn(writing(c.writer, 1))
        s.spawn(writing(c.writer, 2))
        yield* read(c.reader)
        yield* read(c.reader)
      })
    },
    async async() {
      await asyncScope(async s => {
        const c = s.channel<number>('c')
        s.spawn(writing(c.writer, 1))
        s.spawn(writing(c.writer, 2))
        await c.reader.read()
        await c.reader.read()
      })
    },
    verdict: 'holds',
  },
  'a process fails in one order of them, and the body is told': {
    *fiber() {
      yield* scope(function* (s) {
        const [c, never] = [s.channel<number>('c'), s.channel<number>('never')]
        s.spawn(writing(c.writer, 1))
        s.spawn(failing(c.reader))
        yield* write(c.writer, 2)
        yield* select({ never: never.reader, late: after(10) })
      })
    },
    async async() {
      await asyncScope(async s => {
        const [c, never] = [s.channel<number>('c'), s.channel<number>('never')]
        s.spawn(writing(c.writer, 1))
        s.spawn(failing(c.reader))
        await c.writer.write(2)
        await asyncSelect({ never: never.reader, late: after(10) })
      })
    },
    verdict: 'fails',
    kind: 'error',
  },
  'the body reads first in one order of them, and nobody is left for it': {
    *fiber() {
      yield* scope(function* (s) {
        const c = s.channel<number>('c')
        s.spawn(writing(c.writer, 1))
        s.spawn(writing(c.writer, 2))
        if ((yield* read(c.reader)) === 2) yield* read(c.reader)
        yield* read(c.reader)
      })
    },
    async async() {
      await asyncScope(async s => {
        const c = s.channel<number>('c')
        s.spawn(writing(c.writer, 1))
        s.spawn(writing(c.writer, 2))
        if ((await c.reader.read()) === 2) await c.reader.read()
        await c.reader.read()
      })
    },
    verdict: 'fails',
    kind: 'deadlock',
  },
  'two scopes beside each other': {
    *fiber() {
      const c = channel<number>('c')
      const one = (value: number) => () =>
        scope(function* (s) {
          s.spawn(writing(c.writer, value))
          yield* write(c.writer, value)
        })
      yield* parallel(one(1), one(2), function* () {
        for (let n = 0; n < 4; n++) yield* read(c.reader)
      })
    },
    async async() {
      const c = channel<number>('c')
      const one = (value: number) => () =>
        asyncScope(async s => {
          s.spawn(writing(c.writer, value))
          await c.writer.write(value)
        })
      await together(one(1), one(2), async () => {
        for (let n = 0; n < 4; n++) await c.reader.read()
      })
    },
    verdict: 'holds',
  },
  'out of time': {
    *fiber() {
      try {
        yield* scope(
          function* (s) {
            s.spawn(function* () {
              yield* sleep(50)
            })
            yield* sleep(100)
          },
          { timeout: 10 },
        )
      } catch {}
    },
    async async() {
      await asyncScope(
        async s => {
          s.spawn(function* () {
            yield* sleep(50)
          })
          await asyncSleep(100, { signal: s.signal })
        },
        { timeout: 10 },
      ).catch(() => {})
    },
    verdict: 'holds',
  },
}

describe('a scope in a fiber and its async twin', () => {
  test.each(Object.entries(twins))('%s', async (_, { fiber, async, verdict, kind }) => {
    const [one, other] = [await check(fiber, { all: true }), await check(async, { all: true })]
    expect([one.verdict, one.failure?.kind]).toEqual([verdict, kind])
    expect({ traces: one.effort.traces, failures: one.failures }).toEqual({
      traces: other.effort.traces,
      failures: other.failures,
    })
  })

  test('every order is found that the oracle finds', async () => {
    for (const { fiber } of Object.values(twins)) {
      const [dpor, dfs] = [await check(fiber), await check(fiber, { mode: 'dfs' })]
      expect([dpor.verdict, dpor.failure?.kind]).toEqual([dfs.verdict, dfs.failure?.kind])
    }
  })

  test('interrupted at any moment it ends first, and the failure that did it is thrown', async () => {
    const report = await check(
      async () => {
        const c = channel<number>('c')
        let inside = 0
        await asyncScope(async s => {
          s.spawn(function* waiting() {
            yield* scope(function* (inner) {
              inside++
              try {
                inner.spawn(writing(c.writer, 1))
                yield* read(c.reader)
                yield* read(inner.channel<number>('never').reader)
              } finally {
                inside--
              }
            })
          })
          s.spawn(async function breaking() {
            throw new Error('planned')
          })
        }).catch(error => {
          if (inside !== 0 || error.message !== 'planned') throw new Error(`${inside} inside`)
        })
      },
      { all: true },
    )
    expect(report.failure?.message).toBeUndefined()
    expect(report.verdict).toBe('holds')
    expect(report.effort.traces).toBeGreaterThan(1)
  })

  test('the body that is left waiting is named', async () => {
    const { failure } = await check(
      twins['the body reads first in one order of them, and nobody is left for it']!.fiber,
    )
    expect(failure!.message).toContain("'body of scope'")
  })
})
