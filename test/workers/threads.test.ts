import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { after, parallel, scope, select } from '../../src/index.ts'
import {
  type RemoteReader,
  type RemoteWriter,
  ThreadDeathError,
  Threads,
  thisNode,
  UnsendableError,
} from '../../src/workers/index.ts'
import type * as processes from './modules/processes.ts'

const module = new URL('./modules/processes.ts', import.meta.url)

let threads: Threads
afterEach(async () => {
  await threads?.[Symbol.asyncDispose]()
})

test('a process on a thread, in TypeScript', async () => {
  threads = new Threads()
  const numbers = threads.node.channel<number>('numbers')
  const doubles = threads.node.channel<number>('doubles')
  const { done } = threads.start<typeof processes.default>(module, {
    args: [numbers.reader, doubles.writer],
  })
  const got: number[] = []
  await parallel(
    async () => {
      for (let n = 1; n <= 100; n++) await numbers.writer.write(n)
      numbers.close()
    },
    async () => {
      for await (const n of doubles.reader) got.push(n)
    },
  )
  expect(got).toEqual(Array.from({ length: 100 }, (_, i) => 2 * (i + 1)))
  expect(await done).toBe('doubled')
})

test('a generator on a thread is a fiber, and reaching the end of its input ends it', async () => {
  threads = new Threads()
  const numbers = threads.node.channel<number>('numbers')
  const doubles = threads.node.channel<number>('doubles')
  const { done } = threads.start<typeof processes.doubleByFiber>(module, {
    process: 'doubleByFiber',
    args: [numbers.reader, doubles.writer],
  })
  const written = numbers.writer.write(21)
  expect(await doubles.reader.read()).toBe(42)
  await written
  numbers.close()
  expect(await done).toBeUndefined()
})

test('a module in JavaScript', async () => {
  threads = new Threads()
  const a = threads.node.channel<number>('a')
  const b = threads.node.channel<number>('b')
  threads.start(new URL('./modules/plain.mjs', import.meta.url), { args: [a.reader, b.writer] })
  const written = a.writer.write(1)
  expect(await b.reader.read()).toBe(2)
  await written
})

test('threads make channels, and talk without the thread that started them', async () => {
  threads = new Threads()
  const post = threads.node.channel<RemoteWriter<number>>('post')
  const addresses = threads.node.channel<RemoteWriter<number>>('addresses')
  const count = 6
  const { done } = threads.start<typeof processes.adder>(module, {
    process: 'adder',
    args: [post.writer, count],
  })
  const writers = Array.from({ length: count }, (_, n) =>
    threads.start<typeof processes.writeTo>(module, {
      process: 'writeTo',
      args: [addresses.reader, n],
    }),
  )
  const end = await post.reader.read()
  for (let i = 0; i < count; i++) await addresses.writer.write(end)
  await Promise.all(writers.map(writer => writer.done))
  expect(await done).toBe(15)
})

test('selections on both sides over two homes: every number once', async () => {
  threads = new Threads()
  const near = threads.node.channel<number>('near')
  const post = threads.node.channel<[RemoteReader<number>, RemoteWriter<number>]>('post')
  const stop = threads.node.channel<null>('stop')
  const host = threads.start<typeof processes.host>(module, {
    process: 'host',
    args: [post.writer as never, stop.reader],
  })
  const [farReader, farWriter] = await post.reader.read()
  const ends = [near.writer, farWriter]
  const sources = [0, 100].map(from =>
    threads.start<typeof processes.chooseSource>(module, {
      process: 'chooseSource',
      args: [ends, from, 100],
    }),
  )
  const sinks = [0, 1].map(() =>
    threads.start<typeof processes.chooseSink>(module, {
      process: 'chooseSink',
      args: [[farReader, near.reader], 100],
    }),
  )
  await Promise.all(sources.map(({ done }) => done))
  const got = (await Promise.all(sinks.map(({ done }) => done))).flat()
  expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  await stop.writer.write(null)
  await host.done
})

test('what a process throws is thrown where it was started', async () => {
  threads = new Threads()
  const { done, exited } = threads.start<typeof processes.fail>(module, { process: 'fail' })
  await expect(done).rejects.toThrow(new RangeError('no good'))
  expect(await exited).toBe(0)
  const { done: none } = threads.start(module, { process: 'nothing' })
  await expect(none).rejects.toThrow("exports no process 'nothing'")
  const other = threads.start<typeof processes.unclonable>(module, { process: 'unclonable' })
  await expect(other.done).rejects.toThrow("the result of process 'unclonable' cannot be copied")
})

test('a value that cannot be copied rejects its own write only', async () => {
  threads = new Threads()
  const values = threads.node.channel<unknown>('values')
  const { done } = threads.start<typeof processes.sink>(module, {
    process: 'sink',
    args: [values.reader, 3],
  })
  const writes = [1, () => 1, { deep: [Symbol('no')] }, 2, 3].map(value =>
    values.writer.write(value).then(
      () => 'written',
      error => (error as Error).constructor,
    ),
  )
  expect(await Promise.all(writes)).toEqual([
    'written',
    UnsendableError,
    UnsendableError,
    'written',
    'written',
  ])
  expect(await done).toEqual([1, 2, 3])
})

test('a write is a copy of what the value was', async () => {
  threads = new Threads()
  const values = threads.node.channel<unknown>('values')
  const { done } = threads.start<typeof processes.sink>(module, {
    process: 'sink',
    args: [values.reader, 1],
  })
  const value = { changed: false, map: new Map([[1, new Date(0)]]), nothing: undefined }
  const written = values.writer.write(value)
  value.changed = true
  await written
  expect(await done).toEqual([
    { changed: false, map: new Map([[1, new Date(0)]]), nothing: undefined },
  ])
})

test('buffers of 16 MiB are moved, from thread to thread and from thread to home', async () => {
  threads = new Threads()
  const size = 16 * 2 ** 20
  const own = threads.node.channel<Uint8Array>('blocks')
  const source = threads.start<typeof processes.buffers>(module, {
    process: 'buffers',
    args: [own.writer, size, 4],
  })
  const first = await own.reader.read()
  expect([first.length, first[size - 1]]).toEqual([size, 1])
  const drain = threads.start<typeof processes.firstBytes>(module, {
    process: 'firstBytes',
    args: [own.reader, 4],
  })
  const mine = new Uint8Array(size).fill(9)
  const written = own.writer.write(mine, { transfer: [mine.buffer] })
  expect(mine.length).toBe(0)
  await written
  const got = await drain.done
  expect(got.map(([length]) => length)).toEqual([size, size, size, size])
  expect(got.map(([, last]) => last).sort()).toEqual([2, 3, 4, 9])
  // What was moved is gone where it was.
  expect(await source.done).toEqual([0, 0, 0, 0])
})

test('a moved buffer that a claimed reader refuses is still there for the next', async () => {
  threads = new Threads()
  const values = threads.node.channel<Uint8Array>('values')
  const other = threads.node.channel<number>('other')
  // The reader waits in a selection, so the home has to ask; it may have chosen otherwise.
  const chooser = threads.start<typeof processes.chooseSink>(module, {
    process: 'chooseSink',
    args: [[values.reader as never, other.reader], 2],
  })
  const data = new Uint8Array(1024).fill(5)
  const writes = [
    other.writer.write(1),
    values.writer.write(data, { transfer: [data.buffer] }),
    other.writer.write(2),
  ]
  const got = await chooser.done
  const left = await select({
    block: values.reader,
    number: other.reader,
    late: after(10_000),
  })
  await Promise.all(writes)
  const all = [...got, left.value] as unknown[]
  expect(all.filter(value => typeof value === 'number').sort()).toEqual([1, 2])
  const [block] = all.filter(value => value instanceof Uint8Array) as Uint8Array[]
  expect([block?.length, block?.[1023]]).toEqual([1024, 5])
})

test('names are given once', () => {
  threads = new Threads()
  threads.start(module, { process: 'sink', name: 'one' })
  expect(() => threads.start(module, { process: 'sink', name: 'one' })).toThrow(
    "a thread named 'one' was started before",
  )
  expect(() => threads.start(module, { name: 'a:b' })).toThrow('cannot name a node')
})

test('a scope that fails ends its threads', async () => {
  let died: Promise<unknown> | undefined
  const failing = scope(async s => {
    threads = s.own(new Threads())
    const never = threads.node.channel<unknown>('never')
    const { done } = threads.start<typeof processes.sink>(module, {
      process: 'sink',
      args: [never.reader, 1],
    })
    died = expect(done).rejects.toThrow(ThreadDeathError)
    s.spawn(async () => {
      throw new Error('stop')
    })
  })
  await expect(failing).rejects.toThrow('stop')
  await died
})

test('a process that ends its thread', async () => {
  threads = new Threads()
  const { done } = threads.start<typeof processes.exits>(module, { process: 'exits', args: [7] })
  await expect(done).rejects.toThrow(ThreadDeathError)
  await expect(done).rejects.toMatchObject({ exitCode: 7 })
})

const program = (name: string) =>
  promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    fileURLToPath(new URL('./modules/program.ts', import.meta.url)),
    name,
  ])

test('a program ends although a thread serves that it does not wait for', async () => {
  expect((await program('unref')).stdout).toBe('42\n')
})

test('a process that fails is loud when nobody waits for it', async () => {
  await expect(program('unheard')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('RangeError: no good'),
  })
})

test('threads that were closed start no other; a module is a URL', async () => {
  threads = new Threads()
  expect(() => threads.start('./modules/processes.ts')).toThrow(
    "'./modules/processes.ts' is not the URL of a worker module: new URL('./modules/processes.ts', import.meta.url)",
  )
  threads.close()
  expect(() => threads.start(module)).toThrow('these threads were closed')
})

test('thisNode is for threads', () => {
  expect(() => thisNode()).toThrow('this thread was not started as a process')
})

test('a scope that fails and owns its threads fails by the one cause, whoever comes late', async () => {
  const failure = new RangeError('broken')
  const failing = scope(async s => {
    const { node } = s.own(new Threads())
    const results = node.channel<number>('results')
    s.spawn(async () => {
      // Does something else while the scope fails, and has not heard of it.
      await new Promise(resolve => setTimeout(resolve, 50))
      await results.reader.read()
    })
    s.spawn(async () => {
      throw failure
    })
  })
  await expect(failing).rejects.toBe(failure)
})

test('and whoever waits on them already: no loss is a second root', async () => {
  const failure = new RangeError('broken')
  const failing = scope(async s => {
    const { node } = s.own(new Threads())
    const results = node.channel<number>('results')
    s.spawn(async () => {
      await results.reader.read()
    })
    s.spawn(async () => {
      await new Promise(resolve => setTimeout(resolve, 20))
      throw failure
    })
  })
  await expect(failing).rejects.toBe(failure)
})
