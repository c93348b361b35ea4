import { describe, expect, test } from 'vitest'
import {
  after,
  ClosedError,
  channel,
  fifo,
  never,
  PoisonError,
  select,
  spawn,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

async function source(out: Writer<number>, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await out.write(i)
  out.close()
}

describe('iteration', () => {
  test('ends at a normal ending', () =>
    bubble(async () => {
      for (const end of ['close', 'poison'] as const) {
        const c = channel<number>('c')
        const seen: number[] = []
        const loop = (async () => {
          for await (const x of c.reader) seen.push(x)
        })()
        await c.writer.write(1)
        c[end]()
        await loop
        expect(seen).toEqual([1])
      }
    }))

  test('throws the poison that has a cause', () =>
    bubble(async () => {
      const c = channel<number>('c')
      const cause = new Error('disk full')
      const loop = (async () => {
        for await (const _ of c.reader) expect.unreachable()
      })()
      c.poison(cause)
      await expect(loop).rejects.toMatchObject({ name: 'PoisonError', cause })
    }))

  test('overlapping next() are answered in order', () =>
    bubble(async () => {
      const c = channel<number>('c')
      const iterator = c.reader[Symbol.asyncIterator]()
      const steps = [iterator.next(), iterator.next(), iterator.next(), iterator.next()]
      spawn(() => source(c.writer, 3))
      expect(await Promise.all(steps)).toEqual([
        { done: false, value: 0 },
        { done: false, value: 1 },
        { done: false, value: 2 },
        { done: true, value: undefined },
      ])
    }))

  test('return() withdraws the reads that wait: no later value is taken', () =>
    bubble(async b => {
      const c = channel<number>('c')
      const iterator = c.reader[Symbol.asyncIterator]()
      const pending = [iterator.next(), iterator.next()]
      await b.settled()
      expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
      const finished = { done: true, value: undefined }
      expect(await Promise.all(pending)).toEqual([finished, finished])
      expect(c.writer.tryWrite(1)).toBe(false)
      expect(await iterator.next()).toEqual(finished)
    }))

  test('break leaves a shared channel open; consume() closes it', () =>
    bubble(async () => {
      const shared = channel<number>('shared')
      const first = outcome(source(shared.writer, 3))
      for await (const _ of shared.reader) break
      expect(await shared.reader.read()).toBe(1)
      expect(await shared.reader.read()).toBe(2)
      expect(await first).toEqual({ value: undefined })

      const own = channel<number>('own')
      const second = outcome(source(own.writer, 3))
      for await (const _ of own.reader.consume()) break
      expect((await second).error).toMatchObject({ name: 'ClosedError', by: 'reader' })
    }))

  test('an iterator that has ended stays ended', () =>
    bubble(async () => {
      const c = channel<number>('c')
      c.poison(new Error('once'))
      const iterator = c.reader[Symbol.asyncIterator]()
      await expect(iterator.next()).rejects.toBeInstanceOf(PoisonError)
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
    }))
})

test('a reader that died takes no later value', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const dead = spawn(async ({ signal }) => void (await c.reader.read({ signal })))
    await b.settled()
    dead.abort()
    await b.settled()
    const write = c.writer.write(1)
    expect(await c.reader.read()).toBe(1)
    await write
    await outcome(dead.done)
  }))

test('a fiber that was aborted takes no later value', () =>
  bubble(async b => {
    const { read } = await import('../../src/fiber/index.ts')
    const c = channel<number>('c')
    const dead = spawn(function* () {
      yield* read(c.reader)
    })
    const done = outcome(dead.done)
    await b.settled()
    dead.abort()
    expect(c.writer.tryWrite(1)).toBe(false)
    expect((await done).error).toMatchObject({ name: 'AbortError' })
  }))

test('tryRead never waits', () => {
  const c = channel<number | undefined>({ name: 'c', buffer: fifo(1) })
  expect(c.reader.tryRead()).toBeUndefined()
  c.writer.tryWrite(undefined)
  expect(c.reader.tryRead()).toEqual({ value: undefined })
  c.close()
  expect(() => c.reader.tryRead()).toThrow(ClosedError)
})

describe('step', () => {
  test('a fan-in goes on when one of its inputs ends', () =>
    bubble(async () => {
      const [a, z] = [channel<number>('a'), channel<number>('z')]
      spawn(() => source(a.writer, 2))
      spawn(() => source(z.writer, 4))
      let open = { a: true, z: true }
      const seen: string[] = []
      while (open.a || open.z) {
        const { key, value } = await select({
          a: open.a && a.reader.step,
          z: open.z && z.reader.step,
        })
        if (value.done) open = { ...open, [key]: false }
        else seen.push(`${key}${value.value}`)
      }
      expect(seen.sort()).toEqual(['a0', 'a1', 'z0', 'z1', 'z2', 'z3'])
    }))

  test('a normal ending wakes a waiting step; poison with a cause rejects it', () =>
    bubble(async b => {
      const ending = channel<number>('ending')
      const waiting = outcome(select({ never, input: ending.reader.step }))
      await b.settled()
      ending.close()
      expect(await waiting).toEqual({
        value: { key: 'input', value: { done: true, value: undefined } },
      })

      const broken = channel<number>('broken')
      const failing = outcome(select({ late: after(50), input: broken.reader.step }))
      broken.poison(new Error('disk full'))
      expect((await failing).error).toMatchObject({ name: 'PoisonError', key: 'input' })
    }))
})
