import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call, parallel as parallelFibers, read } from '../../src/fiber/index.ts'
import { callChannel, channel, type OpenScope, parallel, scope, sleep } from '../../src/node.ts'
import { DeadlockError } from '../../src/trace/index.ts'

// The program goes on beside the scope.
let elsewhere: NodeJS.Timeout
beforeEach(() => {
  elsewhere = setInterval(() => {}, 10)
})
afterEach(() => clearInterval(elsewhere))

type Body = (s: OpenScope) => Promise<unknown>

const deadlocked: Record<string, Body> = {
  'two that read first': async s => {
    const [a, b] = [s.channel<number>('a'), s.channel<number>('b')]
    s.spawn(async function first() {
      await a.reader.read()
      await b.writer.write(1)
    })
    s.spawn(async function second() {
      await b.reader.read()
      await a.writer.write(1)
    })
  },
  'a fiber and its children': async s => {
    const a = s.channel<number>('a')
    s.spawn(function* parent() {
      yield* parallelFibers(function* child() {
        yield* read(a.reader)
      })
    })
  },
  'the body itself': async s => {
    await s.channel<number>('a').reader.read()
  },
  'children of the body': async () => {
    const a = channel<number>('a')
    await parallel(async function child() {
      await a.reader.read()
    })
  },
  'after it has worked for a while': async s => {
    const a = s.channel<number>('a')
    s.spawn(async function source() {
      for (let i = 0; i < 3; i++) {
        await sleep(30)
        await a.writer.write(i)
      }
    })
    for (let i = 0; i < 4; i++) await a.reader.read()
  },
}

describe('a scope that is declared closed fails when it can never go on', () => {
  test.each(Object.entries(deadlocked))('%s', async (_, body) => {
    const error = await scope(body, { closed: true }).catch((reason: unknown) => reason)
    if (!(error instanceof DeadlockError)) throw error
    expect(error.message).toMatch(/^deadlock: \d process(es)? blocked for ever/)
    expect(error.message).toContain('reads a at test/trace/closed.test.ts:')
    expect(error.report.processes.length).toBeGreaterThan(0)
  })
})

const alive: Record<string, Body> = {
  'time passes': async s => {
    const a = s.channel<number>('a')
    s.spawn(async () => {
      await sleep(200)
      await a.writer.write(1)
    })
    return a.reader.read()
  },
  'something outside is awaited': async s => {
    const a = s.channel<number>('a')
    s.spawn(async () => {
      await new Promise(resolve => setTimeout(resolve, 200))
      await a.writer.write(1)
    })
    return a.reader.read()
  },
  'a fiber that the other flavour serves': async s => {
    const a = s.channel<number>('a')
    const one = s.spawn(function* () {
      return yield* read(a.reader)
    })
    await sleep(200)
    await a.writer.write(1)
    return one.done
  },
}

describe('one that goes on is left alone', () => {
  test.each(Object.entries(alive))('%s', async (_, body) => {
    expect(await scope(body, { closed: true })).toBe(1)
  })
})

test('a call that was accepted and not answered is what its caller waits for', async () => {
  const calls = callChannel<number, number>('questions')
  const unanswered = (caller: Parameters<OpenScope['spawn']>[0]) =>
    scope(
      async s => {
        s.spawn(caller)
        s.spawn(async function server() {
          for await (const _ of calls.requests);
        })
      },
      { closed: true },
    ).catch((reason: unknown) => reason)
  const callers = [
    async function client() {
      await calls.call(1)
    },
    function* client() {
      yield* call(calls, 2)
    },
  ]
  for (const caller of callers) {
    const error = await unanswered(caller)
    if (!(error instanceof DeadlockError)) throw error
    expect(error.message).toContain(
      'waits for an answer on questions at test/trace/closed.test.ts:',
    )
  }
})

test('a failure of the body is that of the scope', async () => {
  const fails = scope(
    async () => {
      throw new Error('the body')
    },
    { closed: true },
  )
  await expect(fails).rejects.toThrow('the body')
})

test('what follows `await using` cannot be declared closed', () => {
  expect(() => scope({ closed: true })).toThrow('scope(async s => { … }, { closed: true })')
})
