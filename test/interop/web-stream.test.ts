import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { channel, fifo, type Reader, scope, type Writer } from '../../src/index.ts'
import {
  fromReadableStream,
  fromWritableStream,
  released,
  toReadableStream,
  toWritableStream,
} from '../../src/interop/index.ts'
import { outcome } from '../core/flavours.ts'

/** A stream of numbers that counts how many it was asked for. */
function counting(limit = Infinity) {
  const books = { pulled: 0, cancelled: [] as unknown[] }
  const stream = new ReadableStream<number>(
    {
      pull(controller) {
        if (books.pulled === limit) controller.close()
        else controller.enqueue(books.pulled++)
      },
      cancel(reason) {
        books.cancelled.push(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return { books, stream }
}

/** A sink that takes each chunk when it is told to. */
function gated() {
  const books = { written: [] as unknown[], closed: false, aborted: [] as unknown[] }
  let open: () => void = () => {}
  const stream = new WritableStream<number>({
    write(value) {
      books.written.push(value)
      return new Promise(resolve => {
        open = resolve
      })
    },
    close() {
      books.closed = true
    },
    abort(reason) {
      books.aborted.push(reason)
    },
  })
  return { books, stream, open: () => open() }
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const collect = async <T>(input: Reader<T>): Promise<T[]> => {
  const values: T[] = []
  for await (const value of input) values.push(value)
  return values
}

const feed = async (output: Writer<number>, values: readonly number[]): Promise<void> => {
  for (const value of values) await output.write(value)
  output.close()
}

describe('from a readable stream', () => {
  test('every chunk in order, then the end; the lock is released', async () => {
    const { stream } = counting(5)
    const reader = fromReadableStream(stream)
    expect(stream.locked).toBe(true)
    expect(await collect(reader)).toEqual([0, 1, 2, 3, 4])
    await released(reader)
    expect(stream.locked).toBe(false)
  })

  test('is one chunk ahead of its reader, beside the buffer', async () => {
    const { stream, books } = counting()
    const reader = fromReadableStream(stream, { buffer: fifo(3) })
    await turn()
    expect(books.pulled).toBe(4)
    expect(await reader.read()).toBe(0)
    await turn()
    expect(books.pulled).toBe(5)
    reader.close()
    await released(reader)
  })

  test('an error of the stream is the cause of the poison', async () => {
    const broken = new Error('broken stream')
    const reader = fromReadableStream(
      new ReadableStream<number>({ start: controller => controller.error(broken) }),
    )
    await expect(collect(reader)).rejects.toMatchObject({ name: 'PoisonError', cause: broken })
  })

  test.each(['closed', 'poisoned', 'aborted'])(
    'when it is %s, a stream that gives nothing is cancelled and unlocked',
    async how => {
      const reasons: unknown[] = []
      const stream = new ReadableStream<number>({ cancel: reason => void reasons.push(reason) })
      const controller = new AbortController()
      const reader = fromReadableStream(stream, { signal: controller.signal })
      await turn()
      const cause = new Error('enough')
      if (how === 'closed') reader.close()
      if (how === 'poisoned') reader.poison(cause)
      if (how === 'aborted') controller.abort(cause)
      await released(reader)
      expect(reasons).toEqual([how === 'closed' ? undefined : cause])
      expect(stream.locked).toBe(false)
      expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    },
  )

  test.each(['closed', 'poisoned'])(
    'when it is %s before the adapter has moved anything, the stream is cancelled, then unlocked',
    async how => {
      const { stream, books } = counting()
      const reader = fromReadableStream(stream)
      if (how === 'closed') reader.close()
      else reader.poison('early')
      await released(reader)
      // A stream cannot be cancelled by a reader that has released its lock.
      expect(books).toEqual({ pulled: 0, cancelled: [how === 'closed' ? undefined : 'early'] })
      expect(stream.locked).toBe(false)
    },
  )

  test('a stream whose cancelling never ends is let go of all the same', async () => {
    const stream = new ReadableStream<number>({ cancel: () => new Promise(() => {}) })
    const reader = fromReadableStream(stream)
    reader.close()
    await released(reader)
    expect(stream.locked).toBe(false)
  })

  test('a scope that owns it cancels the stream when it fails', async () => {
    const { stream, books } = counting()
    const broken = new Error('broken scope')
    const failing = scope(async s => {
      const reader = s.own(fromReadableStream(stream))
      await reader.read()
      throw broken
    })
    await expect(failing).rejects.toBe(broken)
    await turn()
    expect(books.cancelled).toEqual([broken])
    expect(stream.locked).toBe(false)
  })

  test('a signal that was aborted before', async () => {
    const { stream, books } = counting()
    const reader = fromReadableStream(stream, { signal: AbortSignal.abort('early') })
    expect(await outcome(reader.read())).toMatchObject({ error: { cause: 'early' } })
    await released(reader)
    expect(books).toEqual({ pulled: 0, cancelled: ['early'] })
  })

  test('a locked stream is refused', () => {
    const { stream } = counting()
    stream.getReader()
    expect(() => fromReadableStream(stream)).toThrow(TypeError)
  })
})

describe('to a readable stream', () => {
  test('takes a value when somebody asks for a chunk, and ends with the channel', async () => {
    const c = channel<number>('c')
    const written = feed(c.writer, [1, 2])
    const reader = toReadableStream(c.reader).getReader()
    await turn()
    expect(c.writer.core.writers).not.toBeNull()
    expect(await reader.read()).toEqual({ done: false, value: 1 })
    await turn()
    expect(c.writer.core.writers).not.toBeNull()
    expect(await reader.read()).toEqual({ done: false, value: 2 })
    expect(await reader.read()).toEqual({ done: true, value: undefined })
    await written
  })

  test('poison errors it with the cause; a normal ending closes it', async () => {
    const c = channel<number>('c')
    const cause = new Error('broken writer')
    const reader = toReadableStream(c.reader).getReader()
    const read = outcome(reader.read())
    c.writer.poison(cause)
    expect(await read).toEqual({ error: cause })
    const calm = channel<number>('calm')
    calm.writer.poison()
    const ended = await toReadableStream(calm.reader).getReader().read()
    expect(ended.done).toBe(true)
  })

  test('cancelling it ends the writers normally, also while it waits', async () => {
    const c = channel<number>('c')
    const reader = toReadableStream(c.reader).getReader()
    const read = reader.read()
    await reader.cancel(new Error('not wanted'))
    expect(await read).toEqual({ done: true, value: undefined })
    expect(c.reader.core.readers).toBeNull()
    expect(await outcome(c.writer.write(1))).toMatchObject({
      error: { name: 'ClosedError', by: 'reader' },
    })
  })

  test('of a lease retires it, and the others go on', async () => {
    const c = channel<number>('c')
    using other = c.reader.lease()
    await toReadableStream(c.reader.lease()).cancel()
    const read = other.read()
    await c.writer.write(1)
    expect(await read).toBe(1)
  })
})

describe('from a writable stream', () => {
  test('writes no faster than the stream wants, closes it after the last, releases the lock', async () => {
    const { stream, books, open } = gated()
    const writer = fromWritableStream(stream)
    const written = feed(writer, [1, 2, 3])
    await turn()
    expect(books.written).toEqual([1])
    // One more has been taken, and waits until the stream wants it; the third still stands at the channel.
    expect(writer.core.writers).toMatchObject({ value: 3 })
    for (let left = 3; left > 0; left--) {
      open()
      await turn()
    }
    await written
    await released(writer)
    expect(books).toEqual({ written: [1, 2, 3], closed: true, aborted: [] })
    expect(stream.locked).toBe(false)
  })

  test('an error of the stream is the cause of the poison, also while nobody writes', async () => {
    const broken = new Error('broken sink')
    let fail!: (error: unknown) => void
    const stream = new WritableStream<number>({
      start(controller) {
        fail = error => controller.error(error)
      },
    })
    const writer = fromWritableStream(stream)
    await turn()
    fail(broken)
    await released(writer)
    expect(await outcome(writer.write(1))).toMatchObject({
      error: { name: 'PoisonError', cause: broken },
    })
    expect(stream.locked).toBe(false)
  })

  test('poison before the adapter has moved anything aborts it with the cause, then unlocks it', async () => {
    const { stream, books } = gated()
    const writer = fromWritableStream(stream)
    writer.poison('early')
    await released(writer)
    expect(books).toEqual({ written: [], closed: false, aborted: ['early'] })
    expect(stream.locked).toBe(false)
  })

  test('poison aborts it with the cause, and lets go of a stream that holds a write up', async () => {
    const { stream, books, open } = gated()
    const writer = fromWritableStream(stream)
    await writer.write(1)
    await turn()
    const waiting = outcome(writer.write(2))
    const cause = new Error('enough')
    writer.poison(cause)
    await released(writer)
    expect(stream.locked).toBe(false)
    expect(await waiting).toHaveProperty('value')
    open()
    await turn()
    expect(books).toEqual({ written: [1], closed: false, aborted: [cause] })
  })
})

describe('to a writable stream', () => {
  test('accepts a chunk when it was taken; closing it closes the channel', async () => {
    const c = channel<number>('c')
    const sink = toWritableStream(c.writer).getWriter()
    const first = sink.write(1)
    expect(sink.desiredSize).toBe(0)
    expect(await c.reader.read()).toBe(1)
    await first
    await sink.close()
    expect(await outcome(c.reader.read())).toMatchObject({ error: { name: 'ClosedError' } })
  })

  test('aborting it withdraws the write that waits and poisons with the reason', async () => {
    const c = channel<number>('c')
    const sink = toWritableStream(c.writer).getWriter()
    const waiting = outcome(sink.write(1))
    await turn()
    const reason = new Error('enough')
    await sink.abort(reason)
    expect(await waiting).toEqual({ error: reason })
    expect(c.writer.core.writers).toBeNull()
    expect(await outcome(c.reader.read())).toMatchObject({ error: { cause: reason } })
  })

  test('of a lease that is aborted retires it, and the others go on', async () => {
    const c = channel<number>('c')
    using other = c.writer.lease()
    const sink = toWritableStream(c.writer.lease()).getWriter()
    await sink.abort(new Error('enough'))
    const read = c.reader.read()
    await other.write(2)
    expect(await read).toBe(2)
  })

  test('errors with the cause when the channel was poisoned', async () => {
    const c = channel<number>('c')
    const cause = new Error('broken reader')
    const sink = toWritableStream(c.writer).getWriter()
    const waiting = outcome(sink.write(1))
    await turn()
    c.reader.poison(cause)
    expect(await waiting).toEqual({ error: cause })
    expect(await outcome(sink.closed)).toEqual({ error: cause })
  })
})

test('there and back: a stream through channels is the stream', async () => {
  const { stream } = counting(1_000)
  const c = channel<number>({ name: 'c', buffer: fifo(4) })
  const [, values] = await Promise.all([
    toReadableStream(fromReadableStream(stream)).pipeTo(toWritableStream(c.writer)),
    collect(c.reader),
  ])
  expect(values).toEqual(Array.from({ length: 1_000 }, (_, at) => at))
})
