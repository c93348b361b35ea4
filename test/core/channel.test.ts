import { describe, expect, test } from 'vitest'
import { standing } from '../../src/core/queue.ts'
import {
  type Channel,
  ClosedError,
  channel,
  fifo,
  never,
  PoisonError,
  type Reader,
  sliding,
} from '../../src/index.ts'
import { type Bubble, bubble } from '../../src/testing/index.ts'
import { flavours, type Outcome, outcome } from './flavours.ts'

/** What is in the queues of a channel. */
function queued({ reader: { core } }: { reader: Reader<unknown> }): {
  readers: number
  writers: number
} {
  return {
    readers: [...standing(core.readers)].length,
    writers: [...standing(core.writers)].length,
  }
}

const empty = { readers: 0, writers: 0 }

describe.each(flavours)('from $flavour processes', ({ read, write, select }) => {
  test('a write ends when its value was read, in order', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const ended: number[] = []
      const writes = [1, 2, 3].map(x => write(c.writer, x).then(() => ended.push(x)))
      await b.settled()
      expect(ended).toEqual([])
      expect(await read(c.reader)).toEqual({ value: 1 })
      await b.settled()
      expect(ended).toEqual([1])
      expect(await read(c.reader)).toEqual({ value: 2 })
      expect(await read(c.reader)).toEqual({ value: 3 })
      await Promise.all(writes)
      expect(queued(c)).toEqual(empty)
    }))

  test.each([undefined, null, false, 0, '', Number.NaN])('%s travels', value =>
    bubble(async () => {
      const c = channel<unknown>('c')
      for (const first of ['read', 'write'] as const) {
        const one = first === 'read' ? read(c.reader) : write(c.writer, value)
        const other = first === 'read' ? write(c.writer, value) : read(c.reader)
        const [got, given] = first === 'read' ? [one, other] : [other, one]
        expect(await got).toEqual({ value })
        expect(await given).toEqual({ value: undefined })
      }
    }),
  )

  // The table of termination, row by row: how operations end that wait when the row is entered, and how those
  // end that are made later.
  describe('termination', () => {
    interface Row {
      readonly state: string
      readonly enter: (c: Channel<unknown>) => void
      readonly read: unknown
      readonly write: unknown
    }
    const cause = new Error('disk full')
    const rows: readonly Row[] = [
      {
        state: 'draining and drained',
        enter: c => c.writer.close(),
        read: { name: 'ClosedError', by: 'writer', end: 'reader' },
        write: { name: 'ClosedError', by: 'writer', end: 'writer' },
      },
      {
        state: 'closed by the reader',
        enter: c => c.reader.close(),
        read: { name: 'ClosedError', by: 'reader', end: 'reader' },
        write: { name: 'ClosedError', by: 'reader', end: 'writer' },
      },
      {
        state: 'poisoned by the reader',
        enter: c => c.reader.poison(),
        read: { name: 'PoisonError', end: 'reader' },
        write: { name: 'PoisonError', end: 'writer' },
      },
      {
        state: 'poisoned by the writer with a cause',
        enter: c => c.writer.poison(cause),
        read: { name: 'PoisonError', cause, end: 'reader' },
        write: { name: 'PoisonError', cause, end: 'writer' },
      },
    ]

    test.each(rows)('$state: later operations', ({ enter, ...errors }) =>
      bubble(async () => {
        const c = channel<unknown>('c')
        enter(c)
        expect((await read(c.reader)).error).toMatchObject(errors.read as object)
        expect((await write(c.writer, 1)).error).toMatchObject(errors.write as object)
        const reading = await select({ never, input: c.reader })
        expect(reading.error).toMatchObject({ ...(errors.read as object), key: 'input' })
        const writing = await select({ never, output: c.writer.offer(1) })
        expect(writing.error).toMatchObject({ ...(errors.write as object), key: 'output' })
      }),
    )

    test.each(rows)('$state: reads and selections that wait', ({ enter, ...errors }) =>
      bubble(async b => {
        const c = channel<unknown>('c')
        const reading = read(c.reader)
        const selecting = select({ never, input: c.reader })
        await b.settled()
        enter(c)
        expect((await reading).error).toMatchObject(errors.read as object)
        expect((await selecting).error).toMatchObject({ ...(errors.read as object), key: 'input' })
        expect(queued(c)).toEqual(empty)
      }),
    )

    test.each(rows.slice(1))('$state: writes and selections that wait', ({ enter, ...errors }) =>
      bubble(async b => {
        const c = channel<unknown>('c')
        const writing = write(c.writer, 1)
        const selecting = select({ never, output: c.writer.offer(2) })
        await b.settled()
        enter(c)
        expect((await writing).error).toMatchObject(errors.write as object)
        const error = (await selecting).error
        expect(error).toMatchObject({ ...(errors.write as object), key: 'output' })
        expect(queued(c)).toEqual(empty)
      }),
    )

    test('draining: what was offered or buffered is still read, in order, then the channel ends', () =>
      bubble(async b => {
        for (const buffer of [undefined, fifo(1)]) {
          const c = channel<unknown>({ name: 'c', ...(buffer && { buffer }) })
          const writes: Promise<Outcome>[] = []
          for (const x of [1, 2]) {
            writes.push(write(c.writer, x))
            await b.settled()
          }
          const chosen = select({ never, output: c.writer.offer(3) })
          await b.settled()
          c.writer.close()
          expect((await write(c.writer, 4)).error).toBeInstanceOf(ClosedError)
          const values = [await read(c.reader), await read(c.reader), await read(c.reader)]
          expect(values).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }])
          expect((await read(c.reader)).error).toBeInstanceOf(ClosedError)
          expect(await Promise.all(writes)).toEqual([{ value: undefined }, { value: undefined }])
          expect(await chosen).toEqual({ value: { key: 'output', value: undefined } })
        }
      }))

    test('draining: when the last offer chooses something else, the channel is closed', () =>
      bubble(async b => {
        const c = channel<unknown>('c')
        const other = channel<unknown>('other')
        const selecting = select({ output: c.writer.offer(1), input: other.reader })
        await b.settled()
        c.writer.close()
        other.writer.tryWrite('other')
        expect(await selecting).toEqual({ value: { key: 'input', value: 'other' } })
        expect((await read(c.reader)).error).toBeInstanceOf(ClosedError)
      }))

    test('draining: the reader may still end it at once', () =>
      bubble(async b => {
        const c = channel<unknown>('c')
        const writing = write(c.writer, 1)
        await b.settled()
        c.writer.close()
        c.reader.close()
        expect((await writing).error).toMatchObject({ name: 'ClosedError', by: 'reader' })
      }))

    test('closed and poisoned are final, and the first cause wins', () =>
      bubble(async () => {
        const poisoned = channel<unknown>('poisoned')
        poisoned.poison(cause)
        poisoned.poison(new Error('too late'))
        poisoned.close()
        poisoned.reader.close()
        expect((await read(poisoned.reader)).error).toMatchObject({ name: 'PoisonError', cause })
        const closed = channel<unknown>('closed')
        closed.reader.close()
        closed.poison(cause)
        expect((await read(closed.reader)).error).toMatchObject({ name: 'ClosedError' })
      }))
  })

  test('what was matched never reports poison', () =>
    bubble(async b => {
      const c = channel<unknown>('c')
      const reading = read(c.reader)
      await b.settled()
      expect(c.writer.tryWrite('matched')).toBe(true)
      c.poison(new Error('too late'))
      expect(await reading).toEqual({ value: 'matched' })
    }))

  test('many readers and writers: each value is read once', () =>
    bubble(async () => {
      const c = channel<unknown>('c')
      const reads = Array.from({ length: 50 }, () => read(c.reader))
      const writes = Array.from({ length: 50 }, (_, i) => write(c.writer, i))
      const values = (await Promise.all(reads)).map(one => one.value as number)
      await Promise.all(writes)
      expect(values.sort((a, z) => a - z)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    }))
})

test('withdrawing a waiting read leaves nothing behind, wherever it stands', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const aborts = [0, 1, 2].map(() => new AbortController())
    const reads = aborts.map(({ signal }) => outcome(c.reader.read({ signal })))
    expect(queued(c)).toEqual({ readers: 3, writers: 0 })
    for (const middle of [1, 0, 2]) aborts[middle]?.abort('enough')
    expect(queued(c)).toEqual(empty)
    expect(await Promise.all(reads)).toEqual(Array(3).fill({ error: 'enough' }))
    expect(c.writer.tryWrite(1)).toBe(false)
    const write = c.writer.write(2)
    await b.settled()
    expect(b.waiting).toEqual(["the test is waiting in write on channel 'c'"])
    expect(await c.reader.read()).toBe(2)
    await write
  }))

test('a withdrawn write was not transferred; after the match the abort changes nothing', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const withdrawn = new AbortController()
    const write = outcome(c.writer.write(1, { signal: withdrawn.signal }))
    withdrawn.abort('enough')
    expect(await write).toEqual({ error: 'enough' })
    expect(c.reader.tryRead()).toBeUndefined()

    const matched = new AbortController()
    const second = outcome(c.writer.write(2, { signal: matched.signal }))
    expect(c.reader.tryRead()).toEqual({ value: 2 })
    matched.abort('too late')
    expect(await second).toEqual({ value: undefined })
  }))

test('the last draining write closes the channel, whether it is read or aborted', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const controller = new AbortController()
    const write = outcome(c.writer.write(1, { signal: controller.signal }))
    c.close()
    const read = outcome(c.reader.read())
    expect(await read).toEqual({ value: 1 })
    expect(await write).toEqual({ value: undefined })
    await expect(c.reader.read()).rejects.toBeInstanceOf(ClosedError)

    const d = channel<number>('d')
    const second = outcome(d.writer.write(1, { signal: controller.signal }))
    d.close()
    controller.abort('enough')
    expect(await second).toEqual({ error: 'enough' })
    await expect(d.reader.read()).rejects.toBeInstanceOf(ClosedError)
  }))

describe('onUndelivered', () => {
  /** A channel that records what was not delivered. */
  function recorded(buffer: ReturnType<typeof fifo>) {
    const undelivered: number[] = []
    const c = channel<number>({
      name: 'c',
      buffer,
      onUndelivered: (value: number) => undelivered.push(value),
    })
    return { c, undelivered }
  }

  test('runs last, when everybody who waited has been told, and a throw in it is only loud', () =>
    bubble(async (b: Bubble) => {
      const { c, undelivered } = recorded(sliding(2))
      c.writer.tryWrite(1)
      c.writer.tryWrite(2)
      c.writer.tryWrite(3)
      expect(undelivered).toEqual([1])
      c.poison()
      expect(undelivered).toEqual([1, 2, 3])
      c.poison()
      c.reader.close()
      await b.settled()
      expect(undelivered).toEqual([1, 2, 3])
      expect(() => c.reader.tryRead()).toThrow(PoisonError)
    }))

  test('may use the channel, which has ended by then', () =>
    bubble(async () => {
      const seen: unknown[] = []
      const c = channel<number>({
        name: 'c',
        buffer: fifo(2),
        onUndelivered: () => {
          try {
            c.writer.tryWrite(9)
          } catch (error) {
            seen.push((error as Error).name)
          }
        },
      })
      c.writer.tryWrite(1)
      c.reader.close()
      expect(seen).toEqual(['ClosedError'])
    }))

  test('a waiting write behind a full buffer is told, not handed over', () =>
    bubble(async () => {
      const { c, undelivered } = recorded(fifo(1))
      c.writer.tryWrite(1)
      const waiting = outcome(c.writer.write(2))
      c.reader.close()
      expect((await waiting).error).toMatchObject({ name: 'ClosedError', by: 'reader' })
      expect(undelivered).toEqual([1])
    }))
})
