import { describe, expect, test } from 'vitest'
import { call as fiberCall } from '../../src/fiber/index.ts'
import {
  after,
  type CallChannel,
  callChannel,
  parallel,
  run,
  scope,
  select,
  sleep,
  spawn,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { type Outcome, outcome } from './flavours.ts'

type Squares = CallChannel<number, number>

/** The same call from either flavour of process. */
const callers = [
  { flavour: 'async', call: (c: Squares, x: number) => outcome(c.call(x)) },
  {
    flavour: 'fiber',
    call: (c: Squares, x: number) =>
      run(function* () {
        try {
          return { value: yield* fiberCall(c, x) }
        } catch (error) {
          return { error }
        }
      }) as Promise<Outcome>,
  },
]

describe.each(callers)('a caller ($flavour)', ({ call }) => {
  test('waits until the server has accepted and replied, whoever comes first', () =>
    bubble(async b => {
      const squares = callChannel<number, number>('squares')
      const early = call(squares, 3)
      await b.settled()
      expect(b.waiting.some(one => one.endsWith("write on channel 'squares'"))).toBe(true)
      const slow = squares.accept(async x => {
        await sleep(50)
        return x * x
      })
      await b.advance(49)
      expect(b.waiting.some(one => one.includes('the other side'))).toBe(true)
      await b.advance(1)
      expect(await early).toEqual({ value: 9 })
      await slow
      const waiting = squares.accept(x => x * x)
      await b.settled()
      expect(await call(squares, 4)).toEqual({ value: 16 })
      await waiting
    }))

  test('is told when the handler throws, and so is the server', () =>
    bubble(async () => {
      const squares = callChannel<number, number>('squares')
      const broken = new Error('broken handler')
      const served = outcome(
        squares.accept(() => {
          throw broken
        }),
      )
      expect(await call(squares, 1)).toEqual({ error: broken })
      expect(await served).toEqual({ error: broken })
    }))

  test('alone is told when the server fails the call', () =>
    bubble(async () => {
      const squares = callChannel<number, number>('squares')
      const refused = new Error('no such number')
      const served = outcome(
        squares.accept((_, one) => {
          one.fail(refused)
          return 0
        }),
      )
      expect(await call(squares, 1)).toEqual({ error: refused })
      expect(await served).toEqual({ value: undefined })
    }))

  test('is told when the channel ends, before or after the call was accepted', () =>
    bubble(async b => {
      const squares = callChannel<number, number>('squares')
      const first = call(squares, 1)
      await squares.requests.read()
      const second = call(squares, 2)
      await b.settled()
      const cause = new Error('server lost')
      squares.poison(cause)
      for (const { error } of [await first, await second]) expect(error).toMatchObject({ cause })
      expect((await first).error).toMatchObject({
        message: "channel 'squares' was poisoned before the call was answered: server lost",
      })
      expect((await call(squares, 3)).error).toMatchObject({ name: 'PoisonError' })
    }))
})

describe('a server', () => {
  test('accepts as one case among others, and answers whom it likes first', () =>
    bubble(async b => {
      const squares = callChannel<number, number>('squares')
      const server = run(async () => {
        const first = await select({ call: squares.requests, late: after(5) })
        const second = await select([squares.requests])
        if (first.key !== 'call') return
        second.value.reply(second.value.request ** 2)
        first.value.reply(first.value.request ** 2)
      })
      expect(await Promise.all([squares.call(2), squares.call(3)])).toEqual([4, 9])
      await server
      await b.settled()
    }))

  test('answers once; a call that it leaves is failed by `using`', () =>
    bubble(async () => {
      const squares = callChannel<number, number>('squares')
      const forgotten = outcome(squares.call(1))
      {
        using _call = await squares.requests.read()
      }
      expect((await forgotten).error).toMatchObject({
        message: "a call on channel 'squares' was left without an answer",
      })
      const answered = squares.call(2)
      const call = await squares.requests.read()
      expect(call.answered).toBe(false)
      call.reply(4)
      expect(() => call.reply(5)).toThrow('has been answered already')
      expect(() => call.reply(Promise.resolve(5) as never)).toThrow('a promise cannot travel')
      expect(await answered).toBe(4)
    }))

  test('sees the end of the calls', () =>
    bubble(async () => {
      const squares = callChannel<number, number>('squares')
      const served = run(async () => {
        let count = 0
        for await (const call of squares.requests) {
          call.reply(call.request)
          count++
        }
        return count
      })
      await squares.call(1)
      await squares.call(2)
      squares.close()
      expect(await served).toBe(2)
      expect(await outcome(squares.accept(x => x))).toMatchObject({
        error: { name: 'ClosedError' },
      })
    }))
})

describe('an abort', () => {
  test('before the server has accepted withdraws the call', () =>
    bubble(async b => {
      const squares = callChannel<number, number>('squares')
      const controller = new AbortController()
      const made = outcome(squares.call(1, { signal: controller.signal }))
      await b.settled()
      controller.abort('enough')
      expect(await made).toEqual({ error: 'enough' })
      expect(squares.requests.tryRead()).toBeUndefined()
      expect(await outcome(squares.call(1, { signal: controller.signal }))).toEqual({
        error: 'enough',
      })
    }))

  test('after that leaves the call standing, and the server sees it', () =>
    bubble(async () => {
      const squares = callChannel<number, number>('squares')
      const controller = new AbortController()
      const made = squares.call(3, { signal: controller.signal })
      const call = await squares.requests.read()
      expect(call.signal?.aborted).toBe(false)
      controller.abort()
      expect(call.signal?.aborted).toBe(true)
      call.reply(9)
      expect(await made).toBe(9)
    }))

  test('of the scope of a fiber withdraws its call, if it was not accepted', () =>
    bubble(async b => {
      const squares = callChannel<number, number>('squares')
      const handle = spawn(function* caller() {
        yield* fiberCall(squares, 1)
      })
      await b.settled()
      handle.abort(new Error('stop'))
      await b.settled()
      expect(b.waiting).toEqual([])
      expect(squares.requests.tryRead()).toBeUndefined()
    }))
})

test('a scope that owns it tells the caller whose server has failed', () =>
  bubble(async () => {
    const squares = callChannel<number, number>('squares')
    const failing = scope(async s => {
      s.own(squares)
      s.spawn(async () => {
        await squares.requests.read()
        throw new Error('broken server')
      })
      await squares.call(1)
    })
    await expect(failing).rejects.toThrow(/^broken server$/)
  }))

test('many clients and servers: each gets the answer to its own request', () =>
  bubble(async () => {
    const squares = callChannel<number, number>('squares')
    const client = (from: number) => async () => {
      for (let x = from; x < from + 50; x++) expect(await squares.call(x)).toBe(x * x)
    }
    const fiberClient = (from: number) =>
      function* () {
        for (let x = from; x < from + 50; x++) expect(yield* fiberCall(squares, x)).toBe(x * x)
      }
    const server = async () => {
      for (;;) await squares.accept(async x => x * x)
    }
    const servers = parallel(server, server)
    await parallel(client(0), fiberClient(100), client(200), fiberClient(300))
    squares.close()
    await servers
  }))
