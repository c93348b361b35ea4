import { describe, expect, test } from 'vitest'
import * as fiber from '../../src/fiber/index.ts'
import {
  after,
  alternative,
  type Channel,
  channel,
  fifo,
  never,
  run,
  select,
  skip,
  spawn,
  when,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { flavours, outcome } from './flavours.ts'

describe.each(flavours)('from $flavour processes', ({ select: choose }) => {
  test('losers never consume', () =>
    bubble(async b => {
      const [a, z] = [channel<unknown>('a'), channel<unknown>('z')]
      const choosing = choose({ a: a.reader, z: z.reader, out: a.writer.offer('never') })
      await b.settled()
      expect(z.writer.tryWrite('z')).toBe(true)
      expect(a.writer.tryWrite('a')).toBe(false)
      expect(z.writer.tryWrite('again')).toBe(false)
      expect(a.reader.tryRead()).toBeUndefined()
      expect(await choosing).toEqual({ value: { key: 'z', value: 'z' } })
    }))

  test('with both ready, the first is chosen and the other keeps its value', () =>
    bubble(async b => {
      const [a, z] = [channel<unknown>('a'), channel<unknown>('z')]
      const writes = [outcome(a.writer.write('a')), outcome(z.writer.write('z'))]
      await b.settled()
      expect(await choose({ z: z.reader, a: a.reader })).toEqual({
        value: { key: 'z', value: 'z' },
      })
      expect(a.reader.tryRead()).toEqual({ value: 'a' })
      await Promise.all(writes)
    }))

  test('input and output guards mix, and timers are guards', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const d = channel<unknown>('d')
      const late = choose({ input: c.reader, output: d.writer.offer(1), late: after(50) })
      await b.advance(50)
      expect(await late).toEqual({ value: { key: 'late', value: undefined } })
      expect(d.reader.tryRead()).toBeUndefined()
      const offered = choose({ input: c.reader, output: d.writer.offer(1), late: after(50) })
      await b.settled()
      expect(d.reader.tryRead()).toEqual({ value: 1 })
      expect(await offered).toEqual({ value: { key: 'output', value: undefined } })
    }))

  test('an output guard on a buffered channel is ready while there is room', () =>
    bubble(async () => {
      const c = channel<unknown>({ name: 'c', buffer: fifo(1) })
      const turn = () => choose({ output: c.writer.offer(1), full: skip })
      expect(await turn()).toMatchObject({ value: { key: 'output' } })
      expect(await turn()).toMatchObject({ value: { key: 'full' } })
    }))

  test('one that reads and writes the same channel never meets itself', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const both = () => choose({ read: c.reader, write: c.writer.offer('mine') })
      const first = both()
      await b.settled()
      expect(b.waiting).toHaveLength(1)
      const second = both()
      const ends = [(await first).value, (await second).value]
      expect(ends).toContainEqual({ key: 'read', value: 'mine' })
      expect(ends).toContainEqual({ key: 'write', value: undefined })
      expect(c.reader.tryRead()).toBeUndefined()
      expect(c.writer.tryWrite(1)).toBe(false)
    }))

  test('two such that offer both directions on two channels pair exactly once', () =>
    bubble(async () => {
      const [a, z] = [channel<unknown>('a'), channel<unknown>('z')]
      const one = choose({ get: a.reader, put: z.writer.offer(1) })
      const two = choose({ put: a.writer.offer(2), get: z.reader })
      const values = [(await one).value, (await two).value]
      expect(values).toContainEqual({ key: 'put', value: undefined })
      expect(values.filter(value => (value as { key: string }).key === 'get')).toHaveLength(1)
      for (const { reader, writer } of [a, z]) {
        expect(reader.tryRead()).toBeUndefined()
        expect(writer.tryWrite(9)).toBe(false)
      }
    }))

  test('an ended channel counts as ready in its place in the order, naming key and channel', () =>
    bubble(async () => {
      const ended = channel<unknown>('ended')
      ended.close()
      expect(await choose({ first: skip, ended: ended.reader })).toMatchObject({
        value: { key: 'first' },
      })
      const { error } = await choose({ ended: ended.reader, last: skip })
      expect(error).toMatchObject({ name: 'ClosedError', key: 'ended', channel: 'ended' })
      expect((error as Error).message).toContain("(case 'ended' of a selection)")
    }))

  test('no case that is enabled is an error, not a hang', () =>
    bubble(async () => {
      expect((await choose({})).error).toMatchObject({
        message: expect.stringContaining('every case of the selection is disabled'),
      })
    }))

  test('a map that throws rejects its own selection; the transfer stands', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const broken = c.reader.map(() => {
        throw new Error('broken map')
      })
      const ready = outcome(c.writer.write(1))
      expect((await choose({ broken })).error).toMatchObject({ message: 'broken map' })
      expect(await ready).toEqual({ value: undefined })
      const waiting = choose({ broken })
      await b.settled()
      expect(c.writer.tryWrite(2)).toBe(true)
      expect((await waiting).error).toMatchObject({ message: 'broken map' })
    }))

  test('an offerWith that throws rejects that selection with nothing offered', () =>
    bubble(async b => {
      const [a, z] = [channel<unknown>('a'), channel<unknown>('z')]
      const reading = outcome(a.reader.read())
      const writing = outcome(z.writer.write(1))
      await b.settled()
      const { error } = await choose({
        input: z.reader,
        output: a.writer.offerWith(() => {
          throw new Error('broken offer')
        }),
      })
      expect(error).toMatchObject({ message: 'broken offer' })
      expect(z.reader.tryRead()).toEqual({ value: 1 })
      expect(a.writer.tryWrite(2)).toBe(true)
      expect([await reading, await writing]).toEqual([{ value: 2 }, { value: undefined }])
    }))

  test('an offerWith may use the channels: nothing has been offered yet', () =>
    bubble(async b => {
      const c = channel<unknown>({ name: 'c', buffer: fifo(2) })
      const output = c.writer.offerWith(() => {
        c.writer.tryWrite('first')
        return 'second'
      })
      await choose({ output })
      await b.settled()
      expect([c.reader.tryRead(), c.reader.tryRead()]).toEqual([
        { value: 'first' },
        { value: 'second' },
      ])
    }))
})

describe('abort', () => {
  test('before the match withdraws every case', () =>
    bubble(async b => {
      const c = channel<number>('c')
      const controller = new AbortController()
      const choosing = outcome(
        select({ input: c.reader, late: after(1_000) }, { signal: controller.signal }),
      )
      await b.settled()
      controller.abort('enough')
      expect(await choosing).toEqual({ error: 'enough' })
      expect(c.writer.tryWrite(1)).toBe(false)
    }))

  test('after the match changes nothing; before the call, nothing happens', () =>
    bubble(async () => {
      const c = channel<number>({ name: 'c', buffer: fifo(1) })
      const controller = new AbortController()
      const { signal } = controller
      const choosing = outcome(select({ input: c.reader }, { signal }))
      c.writer.tryWrite(1)
      controller.abort('too late')
      expect(await choosing).toEqual({ value: { key: 'input', value: 1 } })
      c.writer.tryWrite(2)
      const refused = outcome(
        select(
          { input: c.reader, broken: c.writer.offerWith(() => expect.unreachable()) },
          { signal },
        ),
      )
      expect(await refused).toEqual({ error: 'too late' })
      expect(c.reader.tryRead()).toEqual({ value: 2 })
    }))

  test('an alternative can be used again afterwards, in either flavour', () =>
    bubble(async b => {
      const c = channel<number>('c')
      const turns = alternative({ input: c.reader })
      const controller = new AbortController()
      const aborted = outcome(turns.select({ signal: controller.signal }))
      controller.abort('enough')
      expect(await aborted).toEqual({ error: 'enough' })
      const again = turns.select()
      expect(c.writer.tryWrite(1)).toBe(true)
      expect(await again).toEqual({ key: 'input', value: 1 })

      const waiting = spawn(function* () {
        yield* fiber.select(turns)
      })
      const ended = outcome(waiting.done)
      await b.settled()
      waiting.abort('enough')
      expect(await ended).toEqual({ error: 'enough' })
      const last = turns.select()
      expect(c.writer.tryWrite(2)).toBe(true)
      expect(await last).toEqual({ key: 'input', value: 2 })
    }))
})

describe('alternative', () => {
  /** Ten channels with a value always ready. */
  function ready(): Channel<number>[] {
    return Array.from({ length: 10 }, (_, key) => {
      const c = channel<number>({ name: `c${key}`, buffer: fifo(1_000) })
      for (let i = 0; i < 1_000; i++) c.writer.tryWrite(i)
      return c
    })
  }

  async function served(
    order: 'priority' | 'fair' | 'random',
    byFiber: boolean,
  ): Promise<number[]> {
    const counts = new Array<number>(10).fill(0)
    const turns = alternative(
      ready().map(c => c.reader),
      { order },
    )
    const count = (key: number): void => {
      counts[key] = (counts[key] ?? 0) + 1
    }
    if (byFiber)
      await run(function* () {
        for (let turn = 0; turn < 1_000; turn++) count((yield* fiber.select(turns)).key)
      })
    else for (let turn = 0; turn < 1_000; turn++) count((await turns.select()).key)
    return counts
  }

  describe.each([false, true])('over 1,000 turns with ten ready guards (fiber: %s)', byFiber => {
    test('priority serves the first', () =>
      bubble(async () => {
        expect(await served('priority', byFiber)).toEqual([1_000, ...Array(9).fill(0)])
      }))

    test('fair serves each a hundred times', () =>
      bubble(async () => {
        expect(await served('fair', byFiber)).toEqual(Array(10).fill(100))
      }))

    test('random serves each as often as chance has it (chi-squared, 9 degrees of freedom)', () =>
      bubble(
        async () => {
          const counts = await served('random', byFiber)
          const chiSquared = counts.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0)
          // 99.9 % of fair draws stay below 27.88; a rotation or a priority would be near 0 or 9,000.
          expect(chiSquared).toBeLessThan(27.88)
          expect(chiSquared).toBeGreaterThan(1.15)
        },
        { seed: 2018 },
      ))
  })

  test('fair: no guard is served twice before another that is ready is served once', () =>
    bubble(async () => {
      const channels = ready()
      const turns = alternative(
        channels.map((c, key) => when(() => key !== 3 || enabled, c.reader)),
        { order: 'fair' },
      )
      let enabled = false
      const keys: number[] = []
      for (let turn = 0; turn < 9; turn++) keys.push((await turns.select()).key)
      expect(keys).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9])
      enabled = true
      for (let turn = 0; turn < 4; turn++) keys.push((await turns.select()).key)
      expect(keys.slice(9)).toEqual([0, 1, 2, 3])
    }))

  test('functions are evaluated at each turn: preconditions first, then the offers of the enabled', () =>
    bubble(async () => {
      const c = channel<number>({ name: 'c', buffer: fifo(1) })
      const calls: string[] = []
      const full = () => {
        calls.push('precondition')
        return full.now
      }
      full.now = false
      const offer = c.writer.offerWith(() => {
        calls.push('offer')
        return 7
      })
      const turns = alternative({ get: when(full, c.reader), put: when(() => !full.now, offer) })
      expect((await turns.select()).key).toBe('put')
      full.now = true
      expect(await turns.select()).toEqual({ key: 'get', value: 7 })
      expect(calls).toEqual(['precondition', 'offer', 'precondition'])
    }))

  test('a second turn while one waits is refused; turns that were ready keep their own values', () =>
    bubble(async () => {
      const c = channel<number>({ name: 'c', buffer: fifo(2) })
      const d = channel<number>({ name: 'd', buffer: fifo(2) })
      const turns = alternative({
        c: c.reader.map(x => `from c: ${x}`),
        d: d.reader.map(x => `from d: ${x}`),
      })
      c.writer.tryWrite(1)
      d.writer.tryWrite(2)
      const overlapping = await Promise.all([turns.select(), turns.select()])
      expect(overlapping).toEqual([
        { key: 'c', value: 'from c: 1' },
        { key: 'd', value: 'from d: 2' },
      ])
      const waiting = turns.select()
      await expect(turns.select()).rejects.toThrow('make one alternative for each process')
      c.writer.tryWrite(3)
      // Matched, but not yet looked at: the next turn must not change what this one gives.
      d.writer.tryWrite(4)
      const next = turns.select()
      expect([await waiting, await next]).toEqual([
        { key: 'c', value: 'from c: 3' },
        { key: 'd', value: 'from d: 4' },
      ])
    }))

  test('is async-iterable; leaving the loop leaves nothing behind', () =>
    bubble(async b => {
      const c = channel<number>('c')
      const turns = alternative({ input: c.reader })
      spawn(async () => {
        for (const x of [1, 2, 3]) await c.writer.write(x)
      })
      const seen: number[] = []
      for await (const { value } of turns) if (seen.push(value) === 3) break
      expect(seen).toEqual([1, 2, 3])

      const iterator = turns[Symbol.asyncIterator]()
      const pending = outcome(iterator.next())
      await b.settled()
      await iterator.return?.()
      expect((await pending).error).toMatchObject({ name: 'AbortError' })
      expect(c.writer.tryWrite(4)).toBe(false)
      const again = turns.select()
      expect(c.writer.tryWrite(5)).toBe(true)
      expect(await again).toEqual({ key: 'input', value: 5 })
    }))

  test('an array gives the index, for lists made at run time', () =>
    bubble(async () => {
      expect(await select([null, never, false, skip])).toEqual({ key: 3, value: undefined })
    }))
})
