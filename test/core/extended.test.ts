import { describe, expect, test } from 'vitest'
import {
  after,
  channel,
  fifo,
  never,
  PoisonError,
  select,
  skip,
  sleep,
  spawn,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { flavours, outcome } from './flavours.ts'

describe.each(flavours)('with a writer that is $flavour', ({ write, select }) => {
  test.each(['the reader', 'the writer'])('the writer stays in its write; first comes %s', first =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const events: string[] = []
      const begin = {
        'the reader': () =>
          c.reader.extended(async value => {
            events.push(`begin ${value}`)
            await sleep(50)
            events.push('end')
            return 'result'
          }),
        'the writer': () => write(c.writer, 'value').then(() => events.push('written')),
      }
      const other = first === 'the reader' ? 'the writer' : 'the reader'
      const one = begin[first as keyof typeof begin]()
      await b.settled()
      const two = begin[other]()
      await b.settled()
      expect(events).toEqual(['begin value'])
      await b.advance(50)
      expect(events).toEqual(['begin value', 'end', 'written'])
      expect([await one, await two]).toContain('result')
    }),
  )

  test('a match in progress is irrevocable: poison reaches neither side', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const writing = write(c.writer, 1)
      const reading = outcome(c.reader.extended(() => sleep(50)))
      await b.settled()
      c.poison(new Error('too late'))
      await b.advance(50)
      expect(await writing).toEqual({ value: undefined })
      expect(await reading).toEqual({ value: undefined })
    }))

  test('if the function throws, the write has happened and the read rejects', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const reading = outcome(
        c.reader.extended(() => {
          throw new Error('broken')
        }),
      )
      await b.settled()
      expect(await write(c.writer, 1)).toEqual({ value: undefined })
      expect((await reading).error).toMatchObject({ message: 'broken' })
    }))

  test('a selection that offers is met as well', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      for (const readerFirst of [true, false]) {
        const begin = [
          () => outcome(c.reader.extended(() => sleep(50))),
          () => select({ never, output: c.writer.offer(1) }),
        ]
        if (!readerFirst) begin.reverse()
        const ends: Promise<unknown>[] = []
        for (const one of begin) {
          ends.push((one as () => Promise<unknown>)())
          await b.settled()
        }
        await b.advance(50)
        const outcomes = await Promise.all(ends)
        expect(outcomes).toContainEqual({ value: { key: 'output', value: undefined } })
      }
    }))
})

test.each([
  ['skip', skip],
  ['after(0)', after(0)],
])('an offer that does not wait passes an extended reader by; one that waits meets it', (_, poll) =>
  bubble(async b => {
    const c = channel<number>('c')
    const extended = c.reader.extended(async x => {
      await sleep(50)
      return x + 1
    })
    await b.settled()
    const polled = await select({ sent: c.writer.offer(1), poll })
    expect(polled.key).toBe('poll')
    const waiting = select({ sent: c.writer.offer(2), late: after(1) })
    await b.advance(50)
    expect((await waiting).key).toBe('sent')
    expect(await extended).toBe(3)
  }),
)

test('an abort before the match withdraws; poison before the match rejects', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const controller = new AbortController()
    const aborted = outcome(
      c.reader.extended(() => expect.unreachable(), { signal: controller.signal }),
    )
    const poisoned = outcome(c.reader.extended(() => expect.unreachable()))
    controller.abort('enough')
    expect(await aborted).toEqual({ error: 'enough' })
    expect(c.writer.tryWrite(1)).toBe(true)
    expect((await poisoned).error).toBeDefined()
    const d = channel<number>('d')
    const second = outcome(d.reader.extended(() => expect.unreachable()))
    d.poison()
    expect((await second).error).toBeInstanceOf(PoisonError)
  }))

test('on a buffered channel the writer has long gone on; tryWrite serves it too', () =>
  bubble(async () => {
    const buffered = channel<number>({ name: 'c', buffer: fifo(1) })
    await buffered.writer.write(1)
    expect(await buffered.reader.extended(x => x + 1)).toBe(2)
    const waiting = buffered.reader.extended(x => x + 1)
    await buffered.writer.write(2)
    expect(await waiting).toBe(3)
    const c = channel<number>('c')
    const extended = c.reader.extended(x => x + 1)
    expect(c.writer.tryWrite(3)).toBe(true)
    expect(await extended).toBe(4)
  }))

test('extended and plain readers keep their turns', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const order: string[] = []
    spawn(() => c.reader.extended(x => void order.push(`extended ${x}`)))
    spawn(async () => void order.push(`plain ${await c.reader.read()}`))
    await b.settled()
    await c.writer.write(1)
    await c.writer.write(2)
    await b.settled()
    expect(order).toEqual(['extended 1', 'plain 2'])
  }))
