import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import * as fiber from '../../src/fiber/index.ts'
import {
  AbortError,
  ClosedError,
  channel,
  defineProcess,
  PoisonError,
  parallel,
  type Reader,
  run,
  scope,
  sleep,
  spawn,
  TimeoutError,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

/** A loopback server that takes requests and never answers. */
async function silentServer(): Promise<{ url: string; asked: Promise<void>; server: Server }> {
  const server = createServer()
  const asked = new Promise<void>(resolve => server.once('request', () => resolve()))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, asked, server }
}

describe('of three processes one fails', () => {
  // Real input and output, so outside a bubble; nothing here waits for time.
  test('the others end, one in a write and one in a fetch, and the root is thrown once', async () => {
    const { url, asked, server } = await silentServer()
    const ends: string[] = []
    const root = new Error('broken')
    const thrown = await outcome(
      scope(async s => {
        const c = s.channel<number>('nobody reads')
        s.spawn(async () => {
          const { error } = await outcome(c.writer.write(1))
          ends.push((error as PoisonError).name)
          throw error
        })
        s.spawn(async ({ signal }) => {
          const { error } = await outcome(fetch(url, { signal }))
          ends.push((error as Error).name)
          throw error
        })
        s.spawn(async () => {
          await asked
          throw root
        })
      }),
    )
    expect(thrown.error).toBe(root)
    expect(ends.sort()).toEqual(['AbortError', 'PoisonError'])
    const closed = new Promise<void>(resolve => void server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  })

  test('timeout and outer abort end them likewise', async () => {
    for (const how of ['timeout', 'abort']) {
      const { url, asked, server } = await silentServer()
      const outer = new AbortController()
      const ends: string[] = []
      const options = how === 'timeout' ? { timeout: 20, name: 'slow' } : { signal: outer.signal }
      const ended = outcome(
        scope(async s => {
          const c = s.channel<number>('nobody writes')
          s.spawn(async () => {
            const { error } = await outcome(c.reader.read())
            ends.push((error as Error).name)
          })
          s.spawn(async () => {
            const { error } = await outcome(fetch(url, { signal: s.signal }))
            ends.push((error as Error).name)
          })
        }, options),
      )
      if (how === 'abort') {
        await asked
        outer.abort(new Error('enough'))
      }
      const { error } = await ended
      if (how === 'abort') expect(error).toMatchObject({ message: 'enough' })
      else expect(error).toBeInstanceOf(TimeoutError)
      expect(ends.sort()).toEqual(['AbortError', 'PoisonError'])
      server.closeAllConnections()
      server.close()
    }
  })
})

test('one that ignores its signal is named after the grace, in the root error', () =>
  bubble(
    async b => {
      const root = new Error('broken')
      const ended = outcome(
        b.run(() =>
          scope(
            async s => {
              s.spawn(() => new Promise(() => {}), { name: 'stubborn' })
              s.spawn(() => sleep(20), { name: 'slow' })
              s.spawn(async () => {
                await sleep(10)
                throw root
              })
            },
            { grace: 500 },
          ),
        ),
      )
      const { error } = await ended
      expect(error).toBe(root)
      expect((error as { stillRunning: string[] }).stillRunning).toEqual(['stubborn'])
      expect(b.now).toBe(510)
    },
    { outside: ['stubborn'] },
  ))

test('a body that ignores the signal is left after the grace, and named', () =>
  bubble(async b => {
    const limits = { timeout: 10, grace: 20, name: 'outer' }
    const ended = outcome(b.run(() => scope(() => scope(() => sleep(1_000)), limits)))
    const { error } = await ended
    expect(error).toMatchObject({ name: 'TimeoutError', stillRunning: ['body of outer'] })
    expect(b.now).toBe(30)
    await b.run(() => sleep(1_000)) // the body ends, and nobody minds
  }))

test('the message of a timeout names ten of many processes', () =>
  bubble(async b => {
    const crowded = scope(
      s => {
        for (let n = 0; n < 1_000; n++) s.spawn(() => fiber.sleep(100), { name: `ant ${n}` })
      },
      { timeout: 50 },
    )
    const { message } = (await outcome(b.run(() => crowded))).error as Error
    expect(message).toMatch(/'ant 9', 990 more$/)
  }))

test('the grace is a second if it is not given, and nothing is waited for without need', () =>
  bubble(
    async b => {
      const prompt = outcome(b.run(() => scope(() => Promise.reject(new Error('broken')))))
      expect((await prompt).error).not.toHaveProperty('stillRunning')
      expect(b.now).toBe(0)
      const stubborn = outcome(
        b.run(() =>
          scope(async s => {
            s.spawn(() => new Promise(() => {}), { name: 'stubborn' })
            await s.spawn(async () => {}).done
            throw new Error('broken')
          }),
        ),
      )
      expect((await stubborn).error).toMatchObject({ stillRunning: ['stubborn'] })
      expect(b.now).toBe(1_000)
    },
    { outside: ['stubborn'] },
  ))

test('a timeout names the scope and what was running', () =>
  bubble(async b => {
    const ended = outcome(
      b.run(() =>
        scope(
          s => {
            const c = s.channel<number>('orders')
            s.spawn(() => c.reader.read(), { name: 'clerk' })
          },
          { timeout: 50, name: 'shop' },
        ),
      ),
    )
    const { error } = await ended
    expect(error).toBeInstanceOf(TimeoutError)
    expect((error as Error).message).toBe(
      "scope 'shop' took longer than 50 ms; still running: 'clerk'",
    )
    expect(b.now).toBe(50)
  }))

test('an outer signal that is aborted already fails the scope; nothing starts', () =>
  bubble(async () => {
    const { error } = await outcome(
      scope(
        s => {
          s.spawn(async () => expect.unreachable())
        },
        { signal: AbortSignal.abort('enough') },
      ),
    )
    expect(error).toBe('enough')
  }))

test('failure crosses three processes and two channels: the last ends with the first as its root', () =>
  bubble(async b => {
    const root = new Error('disk full')
    const [first, second] = [channel<number>('first'), channel<number>('second')]
    const a = defineProcess(async function a(out: Writer<number>) {
      await out.write(1)
      throw root
    })
    const between = defineProcess(async function between(
      input: Reader<number>,
      out: Writer<number>,
    ) {
      try {
        for (;;) await out.write((await input.read()) * 2)
      } catch (error) {
        out.poison((error as PoisonError).cause)
        throw error
      }
    })
    const seen: unknown[] = []
    const last = spawn(async function last() {
      for await (const x of second.reader) seen.push(x)
    })
    const end = outcome(last.done)
    const thrown = outcome(parallel(a(first.writer), between(first.reader, second.writer)))
    await b.settled()
    expect((await thrown).error).toBe(root)
    const { error } = await end
    expect(error).toMatchObject({ name: 'PoisonError', channel: 'second', cause: root })
    expect(seen.length).toBeLessThanOrEqual(1)
  }))

test('a failed process neither orphans nor hangs its siblings, of either flavour', () =>
  bubble(async () => {
    const c = channel<number>('shared')
    const reader = defineProcess(async (input: Reader<number>) => void (await input.read()))
    const fiberReader = defineProcess(function* (input: Reader<number>) {
      yield* fiber.read(input)
    })
    const broken = defineProcess(async (_: Writer<number>) => {
      throw new Error('broken')
    })
    const all = parallel(reader(c.reader), fiberReader(c.reader), broken(c.writer))
    await expect(all).rejects.toThrow(/^broken$/)
    expect(() => c.writer.tryWrite(1)).toThrow(PoisonError)
  }))

test('the ends among the arguments are ended: in arrays and plain objects too, leases retire', () =>
  bubble(async () => {
    const [one, two, three, kept] = ['one', 'two', 'three', 'kept'].map(name =>
      channel<number>(name),
    ) as [Channel, Channel, Channel, Channel]
    const others = kept.reader.lease()
    const holder = defineProcess(
      async (_a: Reader<number>[], _b: { out: Writer<number> }, lease: Reader<number>) => {
        await lease.read()
      },
    )
    const broken = defineProcess(async (_: Reader<number>) => {
      throw new Error('broken')
    })
    const lease = kept.reader.lease()
    const all = parallel(holder([one.reader], { out: two.writer }, lease), broken(three.reader))
    await expect(all).rejects.toThrow('broken')
    for (const c of [one, two, three]) expect(() => c.writer.tryWrite(1)).toThrow(PoisonError)
    expect(kept.writer.tryWrite(1)).toBe(false)
    expect(() => lease.tryRead()).toThrow('has been retired')
    others.retire()
    expect(() => kept.writer.tryWrite(1)).toThrow(ClosedError)
  }))

type Channel = ReturnType<typeof channel<number>>

test('several distinct roots are an AggregateError; the same one is thrown once', () =>
  bubble(async () => {
    const [one, two] = [new Error('one'), new Error('two')]
    const ended = await outcome(
      scope(s => {
        s.spawn(() => Promise.reject(one))
        s.spawn(() => Promise.reject(one))
        s.spawn(() => Promise.reject(two))
      }),
    )
    expect(ended.error).toBeInstanceOf(AggregateError)
    expect((ended.error as AggregateError).errors).toEqual([one, two])
  }))

test('leaving normally closes what is owned, so that readers end', () =>
  bubble(async () => {
    let input!: Reader<number>
    const values = await scope(async s => {
      const c = s.channel<number>('numbers')
      input = c.reader
      s.spawn(async () => {
        for (let i = 0; i < 3; i++) await c.writer.write(i)
        c.close()
      })
      const read: number[] = []
      for await (const x of c.reader) read.push(x)
      return read
    })
    expect(values).toEqual([0, 1, 2])
    await expect(input.read()).rejects.toBeInstanceOf(ClosedError)
  }))

test('a normal ending is not a failure, in either flavour', () =>
  bubble(async () => {
    const results = await scope(async s => {
      const c = s.channel<number>('c')
      c.close()
      const poisoned = s.channel<number>('poisoned')
      poisoned.poison()
      return s.parallel(
        () => c.reader.read(),
        function* () {
          return yield* fiber.read(c.reader)
        },
        () => poisoned.writer.write(1).then(() => 'written'),
        async () => 'done',
      )
    })
    expect(results).toEqual([undefined, undefined, undefined, 'done'])
  }))

test.each([1, 2])(
  'what fails a scope is thrown once, also where %i within wait at its channel',
  async depth => {
    const broken = new Error('broken')
    const failing = scope(async outer => {
      const c = outer.channel<number>('c')
      const within = (left: number, signal: AbortSignal): Promise<unknown> =>
        scope(s => (left === 1 ? c.reader.read() : within(left - 1, s.signal)), { signal })
      outer.spawn(({ signal }) => within(depth, signal))
      await sleep(1)
      throw broken
    })
    expect(await failing.catch((error: unknown) => error)).toBe(broken)
  },
)

test('scopes nest: the inner failure is the root of the outer, once', () =>
  bubble(async () => {
    const root = new Error('deep')
    const ends: string[] = []
    const { error } = await outcome(
      scope(async outer => {
        outer.spawn(async ({ signal }) => {
          await outcome(sleep(1_000, { signal }))
          ends.push('sibling')
        })
        await scope(async inner => {
          inner.spawn(async ({ signal }) => {
            await outcome(sleep(1_000, { signal }))
            ends.push('inner')
          })
          inner.spawn(() => Promise.reject(root))
        })
      }),
    )
    expect(error).toBe(root)
    expect(ends).toEqual(['inner', 'sibling'])
  }))

test('a fiber is interrupted where it waits, at every kind of wait', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const waits: readonly (() => Generator)[] = [
      function* () {
        yield* fiber.read(c.reader)
      },
      function* () {
        yield* fiber.select({ input: c.reader })
      },
      function* () {
        yield* fiber.sleep(1_000)
      },
      function* () {
        yield* fiber.wait(c.reader.read())
      },
      function* () {
        yield* fiber.parallel(function* () {
          yield* fiber.read(c.reader)
        })
      },
    ]
    const root = new Error('broken')
    const reasons: unknown[] = []
    const { error } = await outcome(
      scope(async s => {
        for (const body of waits)
          s.spawn(function* () {
            try {
              yield* body() as Generator<never, void, unknown>
            } catch (reason) {
              reasons.push(reason)
              throw reason
            }
          })
        await s.spawn(async () => {}).done
        throw root
      }),
    )
    expect(error).toBe(root)
    // One reason for all of them, that of their scope: also for the one that waits for its children, who were
    // told the root behind it.
    const [reason] = reasons
    expect(reason).toBeInstanceOf(AbortError)
    expect(reason).toMatchObject({ message: "scope 'scope' was cancelled", cause: root })
    expect(reasons.map(one => one === reason)).toEqual(waits.map(() => true))
    // Only the read that the fiber merely waited for is still there.
    expect(c.writer.tryWrite(1)).toBe(true)
    expect(c.writer.tryWrite(2)).toBe(false)
  }))

test('nothing can be spawned in a scope that has ended', () =>
  bubble(async () => {
    let kept!: { spawn(body: () => Promise<void>): unknown }
    await scope(s => {
      kept = s
    })
    expect(() => kept.spawn(async () => {})).toThrow("scope 'scope' has ended")
  }))

test('a process that was aborted is cancelled, not failed', () =>
  bubble(async b => {
    await b.run(() =>
      scope(async s => {
        const cancelled = s.spawn(({ signal }) => sleep(1_000, { signal }))
        const fiberCancelled = s.spawn(function* () {
          yield* fiber.sleep(1_000)
        })
        const never = s.spawn(async () => expect.unreachable())
        never.abort()
        await run(() => sleep(1))
        cancelled.abort()
        fiberCancelled.abort()
        for (const one of [cancelled, fiberCancelled, never])
          await expect(one.done).rejects.toMatchObject({ name: 'AbortError' })
      }),
    )
  }))
