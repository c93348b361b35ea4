import { describe, expect, test } from 'vitest'
import { read, write } from '../../src/fiber/index.ts'
import {
  channel,
  defineProcess,
  exponential,
  GaveUpError,
  parallel,
  type Reader,
  type Restart,
  run,
  scope,
  sleep,
  supervise,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

const failure = (number: number): Error => new Error(`failure ${number}`)

test('fails five times, is started five times again, with the stated delays', () =>
  bubble(async b => {
    const starts: number[] = []
    const restarts: Restart[] = []
    const result = await b.run(() =>
      supervise(
        async (_, attempt) => {
          starts.push(b.now)
          if (attempt <= 5) throw failure(attempt)
          return 'done'
        },
        {
          restarts: 5,
          backoff: exponential({ first: 100, factor: 3, max: 2_000 }),
          onRestart: restart => restarts.push(restart),
        },
      ),
    )
    expect(result).toBe('done')
    expect(starts).toEqual([0, 100, 400, 1_300, 3_300, 5_300])
    expect(restarts.map(({ attempt, delay }) => [attempt, delay])).toEqual([
      [1, 100],
      [2, 300],
      [3, 900],
      [4, 2_000],
      [5, 2_000],
    ])
    expect(restarts.map(({ error }) => error)).toEqual([1, 2, 3, 4, 5].map(failure))
  }))

test('one failure more, and it gives up with the cause', () =>
  bubble(async b => {
    let attempts = 0
    const ended = await b.run(() =>
      outcome(
        supervise(
          function* worker(): Generator<never, void> {
            throw failure(++attempts)
          },
          { restarts: 2, backoff: 10 },
        ),
      ),
    )
    expect(ended.error).toBeInstanceOf(GaveUpError)
    expect(ended.error).toMatchObject({
      message: "process 'worker' failed in attempt 3, and no restart is left of 2: failure 3",
      attempts: 3,
      cause: failure(3),
    })
    expect(b.now).toBe(20)
  }))

test('the backoff sees the failure; one that leads to no restart is thrown as it is', () =>
  bubble(async b => {
    class Busy extends Error {
      readonly wait: number
      constructor(wait: number) {
        super('busy')
        this.wait = wait
      }
    }
    const fatal = new Error('no such table')
    const failures: Error[] = [new Busy(70), new Busy(500), new Error('broken'), fatal]
    const starts: number[] = []
    const policy = {
      restarts: 9,
      backoff: (restart: number, error: unknown) => (error instanceof Busy ? error.wait : restart),
      restartOn: (error: unknown) => error !== fatal,
    }
    const ended = await b.run(() =>
      outcome(
        supervise(async (_, attempt) => {
          starts.push(b.now)
          throw failures[attempt - 1]
        }, policy),
      ),
    )
    expect(starts).toEqual([0, 70, 570, 573])
    expect(ended.error).toBe(fatal)
  }))

test('an abort is no failure: it leads to no restart, and to no giving up', () =>
  bubble(async b => {
    for (const restarts of [0, 1]) {
      const stop = new AbortController()
      const supervised = outcome(
        supervise(({ signal }) => sleep(1_000, { signal }), {
          restarts,
          signal: stop.signal,
          onRestart: () => expect.unreachable(),
        }),
      )
      await b.settled()
      stop.abort('enough')
      expect(await supervised).toEqual({ error: 'enough' })
    }
  }))

test('what cannot be started again is refused', async () => {
  const form = 'supervise(() => worker(input), { restarts: 5 })'
  await expect(supervise(Promise.resolve(1) as never, { restarts: 1 })).rejects.toThrow(form)
  await expect(supervise(async () => 1, undefined as never)).rejects.toThrow(form)
})

test('only restarts within the stretch of time count, for the limit and for the backoff', () =>
  bubble(async b => {
    const starts: number[] = []
    const ended = await b.run(() =>
      outcome(
        supervise(
          async (_, attempt) => {
            starts.push(b.now)
            await sleep(attempt === 3 ? 1_000 : 10)
            throw failure(attempt)
          },
          { restarts: 2, within: 500, backoff: exponential({ first: 1 }), name: 'worker' },
        ),
      ),
    )
    expect(starts).toEqual([0, 11, 23, 1_024, 1_036])
    expect(ended.error).toMatchObject({ attempts: 5 })
    expect(String(ended.error)).toContain('no restart is left of 2 within 500 ms')
  }))

test('a restart counts from when it happens, not from the failure before it', () =>
  bubble(async b => {
    const ended = await b.run(() =>
      outcome(
        supervise(
          async (_, attempt) => {
            await sleep(30)
            throw failure(attempt)
          },
          { restarts: 1, within: 50, backoff: 40 },
        ),
      ),
    )
    expect(ended.error).toMatchObject({ attempts: 2 })
    expect(b.now).toBe(100)
  }))

test('results and normal endings are no failures', () =>
  bubble(async () => {
    expect(await supervise(async () => 7, { restarts: 0 })).toBe(7)
    const ended = channel<number>('ended')
    ended.close()
    expect(await supervise(() => ended.reader.read(), { restarts: 0 })).toBeUndefined()
    await expect(supervise(async () => 7, { restarts: -1 })).rejects.toThrow('restarts: 5')
    expect(() => exponential({ first: 1, factor: 0.5 })).toThrow('a factor is a number from 1')
  }))

describe('the signal', () => {
  test('ends the attempt that is under way, and nothing is started again', () =>
    bubble(async b => {
      const controller = new AbortController()
      let attempts = 0
      const supervised = outcome(
        supervise(
          async ({ signal }) => {
            attempts++
            await sleep(1_000, { signal })
          },
          { restarts: 5, signal: controller.signal },
        ),
      )
      await b.advance(10)
      controller.abort(new Error('shutdown'))
      expect((await supervised).error).toMatchObject({ message: 'shutdown' })
      expect(attempts).toBe(1)
    }))

  test('ends the delay before a restart', () =>
    bubble(async b => {
      const controller = new AbortController()
      const supervised = outcome(
        supervise(() => Promise.reject(failure(1)), {
          restarts: 5,
          backoff: 1_000,
          signal: controller.signal,
        }),
      )
      await b.advance(10)
      controller.abort(new Error('shutdown'))
      expect((await supervised).error).toMatchObject({ message: 'shutdown' })
      expect(b.now).toBe(10)
    }))
})

test('with fresh leases at each start the channels outlive the failures', () =>
  bubble(async b => {
    const jobs = channel<number>('jobs')
    const results = channel<number>('results')
    const worker = defineProcess(
      function* (input: Reader<number>, output: Writer<number>): Generator<never, void, unknown> {
        for (;;) {
          const job = yield* read(input)
          if (job % 3 === 0) throw failure(job)
          yield* write(output, job * 10)
        }
      },
      { name: 'worker', ownsEnds: true },
    )
    const names: string[] = []
    const collected: number[] = []
    await b.run(() =>
      parallel(
        async () => {
          using reader = jobs.reader.lease()
          using writer = results.writer.lease()
          await supervise(
            ({ name }) => {
              names.push(name)
              return worker(reader.lease(), writer.lease())
            },
            { restarts: 5, backoff: 10, name: 'worker' },
          )
        },
        async () => {
          for (let job = 1; job <= 10; job++) await jobs.writer.write(job)
          jobs.close()
        },
        async () => {
          for await (const result of results.reader) collected.push(result)
        },
      ),
    )
    expect(collected).toEqual([10, 20, 40, 50, 70, 80, 100])
    expect(names).toEqual([1, 2, 3, 4].map(attempt => `worker (attempt ${attempt})`))
    expect(b.now).toBe(30)
  }))

test('a failure stops at the supervisor; a scope that holds one fails when it gives up', () =>
  bubble(async b => {
    let calm = 0
    const failing = scope(async s => {
      s.spawn(async ({ signal }) => {
        calm++
        await sleep(60_000, { signal })
      })
      s.spawn(({ signal }) =>
        supervise(() => Promise.reject(failure(1)), { restarts: 3, signal, name: 'worker' }),
      )
    })
    const ended = await b.run(() => outcome(failing))
    expect(String(ended.error)).toContain("process 'worker' failed in attempt 4")
    expect(calm).toBe(1)
    expect(await run(() => supervise(async () => 1, { restarts: 1 }))).toBe(1)
  }))

test('a supervised scope is started again as a whole', () =>
  bubble(async b => {
    const log: string[] = []
    await b.run(() =>
      supervise(
        ({ signal }, attempt) =>
          scope(
            async s => {
              s.spawn(async context => {
                log.push(`left ${attempt}`)
                await sleep(attempt === 1 ? 60_000 : 1, { signal: context.signal })
              })
              s.spawn(async () => {
                log.push(`right ${attempt}`)
                await sleep(10)
                if (attempt === 1) throw failure(attempt)
              })
            },
            { signal },
          ),
        { restarts: 1 },
      ),
    )
    expect(log).toEqual(['left 1', 'right 1', 'left 2', 'right 2'])
  }))
