import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { PassThrough, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { channel, fifo, type Reader, sliding, type Writer } from '../../../src/index.ts'
import {
  fromDuplex,
  fromEmitter,
  fromReadable,
  fromWritable,
  released,
  toDuplex,
  toReadable,
  toWritable,
} from '../../../src/interop/node/index.ts'
import { outcome } from '../../core/flavours.ts'

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const collect = async <T>(input: Reader<T>): Promise<T[]> => {
  const values: T[] = []
  for await (const value of input) values.push(value)
  return values
}

const feed = async <T>(output: Writer<T>, values: readonly T[]): Promise<void> => {
  for (const value of values) await output.write(value as never)
  output.close()
}

const listeners = (stream: NodeJS.EventEmitter): number =>
  ['error', 'close', 'readable', 'end', 'drain', 'finish', 'data'].reduce(
    (sum, name) => sum + stream.listenerCount(name),
    0,
  )

describe('a readable', () => {
  test('gives every chunk, then the end, and keeps no listener', async () => {
    const stream = Readable.from([1, 2, 3])
    const before = listeners(stream)
    expect(await collect(fromReadable<number>(stream))).toEqual([1, 2, 3])
    expect(listeners(stream)).toBe(before)
  })

  test('that has ended or failed before', async () => {
    const ended = Readable.from([])
    ended.resume()
    await once(ended, 'close')
    expect(await collect(fromReadable(ended))).toEqual([])
    const broken = new Error('broken before')
    const failed = new Readable({ read() {} })
    failed.once('error', () => {})
    failed.destroy(broken)
    await turn()
    expect(await outcome(collect(fromReadable(failed)))).toMatchObject({ error: { cause: broken } })
  })

  test('that fails, or is destroyed before its end, poisons', async () => {
    const broken = new Error('broken source')
    const stream = new Readable({ read() {} })
    const reading = outcome(collect(fromReadable(stream)))
    stream.destroy(broken)
    expect(await reading).toMatchObject({ error: { cause: broken } })
    const cut = new Readable({ read() {} })
    const other = outcome(collect(fromReadable(cut)))
    cut.destroy()
    expect(await other).toMatchObject({ error: { cause: { name: 'AbortError' } } })
  })

  test('that gives nothing is destroyed when the reading side ends, and keeps no listener', async () => {
    for (const cause of [undefined, new Error('enough'), 'enough']) {
      const stream = new Readable({ read() {} })
      const before = listeners(stream)
      const reader = fromReadable(stream)
      await turn()
      if (cause === undefined) reader.close()
      else reader.poison(cause)
      await released(reader)
      await turn()
      expect(stream.destroyed).toBe(true)
      expect(listeners(stream)).toBe(before)
    }
  })

  test('of a channel ends, fails and is destroyed with it', async () => {
    const c = channel<number>('c')
    const [, values] = await Promise.all([
      feed(c.writer, [1, 2, 3]),
      toReadable(c.reader).toArray(),
    ])
    expect(values).toEqual([1, 2, 3])

    const failing = channel<number>('failing')
    const cause = new Error('broken writer')
    const reading = outcome(toReadable(failing.reader).toArray())
    await turn()
    failing.writer.poison(cause)
    expect(await reading).toEqual({ error: cause })

    const left = channel<number>('left')
    for await (const _ of toReadable(fromValues(left))) break
    expect(await outcome(left.writer.write(9))).toMatchObject({ error: { by: 'reader' } })
  })

  test('of a channel fails at null, which would end it', async () => {
    const c = channel<number | null>('c')
    const reading = outcome(toReadable(c.reader).toArray())
    void outcome(c.writer.write(null))
    expect(await reading).toMatchObject({
      error: { message: "null on channel 'c' would end the stream" },
    })
  })

  test('of a channel reads a value when somebody asks for one', async () => {
    const c = channel<number>('c')
    const written = outcome(c.writer.write(1))
    const stream = toReadable(c.reader)
    await turn()
    expect(c.writer.core.writers).not.toBeNull()
    stream.destroy()
    expect(await written).toMatchObject({ error: { by: 'reader' } })
  })
})

const fromValues = (c: { reader: Reader<number>; writer: Writer<number> }): Reader<number> => {
  void outcome(c.writer.write(1))
  return c.reader
}

describe('a writable', () => {
  test('is written no faster than it wants, ended after the last, and keeps no listener', async () => {
    const taken: unknown[] = []
    let open: () => void = () => {}
    const stream = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write(value, _, done) {
        taken.push(value)
        open = done
      },
    })
    const before = listeners(stream)
    const writer = fromWritable<number>(stream)
    const feeding = feed(writer, [1, 2, 3])
    for (let expected = 1; expected <= 3; expected++) {
      await turn()
      expect(taken).toHaveLength(expected)
      expect(stream.writableLength).toBe(1)
      open()
    }
    await feeding
    await released(writer)
    expect(stream.writableFinished).toBe(true)
    expect(listeners(stream)).toBe(before)
  })

  test('that fails poisons with the cause, also while nobody writes', async () => {
    const broken = new Error('broken sink')
    const stream = new PassThrough()
    const writer = fromWritable<string>(stream)
    stream.destroy(broken)
    await released(writer)
    expect(await outcome(writer.write('x'))).toMatchObject({ error: { cause: broken } })
    expect(await outcome(fromWritable<string>(stream).write('x'))).toMatchObject({
      error: { cause: broken },
    })
  })

  test('that holds a write up is destroyed with the cause of the poison', async () => {
    const stream = new Writable({ objectMode: true, highWaterMark: 1, write() {} })
    const before = listeners(stream)
    const writer = fromWritable<number>(stream)
    await writer.write(1)
    await turn()
    const cause = new Error('enough')
    writer.poison(cause)
    await released(writer)
    await turn()
    expect(stream.errored).toBe(cause)
    expect(listeners(stream)).toBe(before)
  })

  test('a value that the stream refuses ends both', async () => {
    const stream = new PassThrough({ objectMode: true })
    const writer = fromWritable<null>(stream)
    await writer.write(null)
    await released(writer)
    expect(stream.destroyed).toBe(true)
    expect(await outcome(writer.write(null))).toMatchObject({ error: { name: 'PoisonError' } })
  })

  test('of a channel accepts what was taken, closes with its end', async () => {
    const c = channel<number>('c')
    const [, values] = await Promise.all([
      pipeline(Readable.from([1, 2, 3]), toWritable(c.writer)),
      collect(c.reader),
    ])
    expect(values).toEqual([1, 2, 3])
  })

  test('of a channel that is destroyed poisons, and withdraws the write that waits', async () => {
    const c = channel<number>('c')
    const stream = toWritable(c.writer)
    stream.on('error', () => {})
    stream.write(1)
    await turn()
    const cause = new Error('enough')
    stream.destroy(cause)
    expect(c.writer.core.writers).toBeNull()
    expect(await outcome(c.reader.read())).toMatchObject({ error: { cause } })
  })

  test('of a lease that is destroyed retires it and withdraws its write; the others go on', async () => {
    const c = channel<number>('c')
    using other = c.writer.lease()
    const stream = toWritable(c.writer.lease())
    stream.on('error', () => {})
    stream.write(1)
    await turn()
    stream.destroy(new Error('enough'))
    expect(c.writer.core.writers).toBeNull()
    const read = c.reader.read()
    await other.write(2)
    expect(await read).toBe(2)
  })

  test('of a channel that was poisoned fails with the cause', async () => {
    const c = channel<number>('c')
    const cause = new Error('broken reader')
    c.reader.poison(cause)
    const piped = outcome(pipeline(Readable.from([1]), toWritable(c.writer)))
    expect(await piped).toEqual({ error: cause })
  })
})

describe('a duplex', () => {
  /** A server that sends everything back, in capitals. */
  async function echo() {
    const sockets: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, async socket => {
      sockets.push(socket)
      const { reader, writer } = fromDuplex<Buffer>(socket)
      try {
        for await (const chunk of reader)
          await writer.write(Buffer.from(String(chunk).toUpperCase()))
        writer.close()
      } catch {}
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(client, 'connect')
    return { server, client, sockets }
  }

  test('a socket as two channels, which end one by one', async () => {
    const { server, client } = await echo()
    const { reader, writer } = fromDuplex<Buffer, string>(client)
    await feed(writer, ['hello'])
    expect((await collect(reader)).join('')).toBe('HELLO')
    await Promise.all([released(reader), released(writer)])
    server.close()
    await once(server, 'close')
  })

  test.each(['reader', 'writer'] as const)(
    'poison of the %s destroys the socket, and both end with the cause',
    async end => {
      const { server, client } = await echo()
      const ends = fromDuplex<Buffer>(client)
      const reading = outcome(ends.reader.read())
      const cause = new Error('enough')
      ends[end].poison(cause)
      expect(await reading).toMatchObject({ error: { cause } })
      expect(await outcome(ends.writer.write(Buffer.from('x')))).toMatchObject({ error: { cause } })
      await Promise.all([released(ends.reader), released(ends.writer)])
      expect(client.destroyed).toBe(true)
      server.close()
      await once(server, 'close')
    },
  )

  test('a reading side that was closed does not keep the socket from its end', async () => {
    const { server, client } = await echo()
    const { reader, writer } = fromDuplex<Buffer>(client)
    reader.close()
    const closed = once(client, 'close')
    await feed(writer, [Buffer.from('hello')])
    await released(writer)
    await closed
    server.close()
    await once(server, 'close')
    expect(client.readableEnded).toBe(true)
  })

  test('of two channels', async () => {
    const [input, output] = [channel<string>('input'), channel<string>('output')]
    const duplex = toDuplex(input.reader, output.writer)
    const echoing = (async () => {
      for await (const text of output.reader) await input.writer.write(String(text).toUpperCase())
      input.writer.close()
    })()
    duplex.end('hello')
    expect((await duplex.toArray()).join('')).toBe('HELLO')
    await echoing
  })
})

describe('an emitter', () => {
  test('gives the arguments of its events, until the event that ends it', async () => {
    const stream = new PassThrough()
    const before = listeners(stream)
    const texts = fromEmitter<[string, number]>(stream, 'text', { buffer: fifo(4), end: 'over' })
    stream.emit('text', 'a', 1)
    stream.emit('text', 'b', 2)
    stream.emit('over')
    expect(await collect(texts)).toEqual([
      ['a', 1],
      ['b', 2],
    ])
    expect(stream.listenerCount('text') + stream.listenerCount('over')).toBe(0)
    expect(listeners(stream)).toBe(before)
  })

  test('its error is the cause of the poison; closing the reading side removes the listeners', async () => {
    const stream = new PassThrough()
    const texts = fromEmitter(stream, 'text', { buffer: sliding(1) })
    const cause = new Error('broken emitter')
    stream.emit('error', cause)
    expect(await outcome(texts.read())).toMatchObject({ error: { cause } })
    const others = fromEmitter(stream, 'text', { buffer: sliding(1) })
    others.close()
    await released(others)
    expect(stream.listenerCount('text') + stream.listenerCount('error')).toBe(0)
  })
})
