/**
 * Programs that wait for real things, each by its name: none of them is deadlocked, whatever it looks like.
 *
 * `node waiting.js NAME` runs one. Those of the second half end with processes still blocked, for reasons that
 * only their author can know, or go on after the event loop has once been empty.
 */
import { execFile } from 'node:child_process'
import { pbkdf2 } from 'node:crypto'
import { lookup } from 'node:dns'
import { EventEmitter } from 'node:events'
import { readFile, watch } from 'node:fs'
import { createServer, get } from 'node:http'
import { type AddressInfo, connect, createServer as createNetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { MessageChannel, Worker } from 'node:worker_threads'
import { gzip } from 'node:zlib'
import { read, wait } from '../../../src/fiber/index.ts'
import { after, channel, parallel, run, scope, select, sleep, spawn } from '../../../src/node.ts'
import { compileInThread } from './compiler.ts'

/** A process that reads one value, beside something that gives it sooner or later. */
function reading<T>(give: (write: (value: T) => void) => void): Promise<unknown> {
  const c = channel<T>('input')
  give(value => void c.writer.write(value as never))
  return run(async function reader() {
    return c.reader.read()
  })
}

const unrefTimer = (callback: () => void, ms: number) => setTimeout(callback, ms).unref()

/** A process that reads what a worker may tell, which does not hold the program. */
function unrefWorker(): void {
  const c = channel<number>()
  const worker = new Worker('setTimeout(() => {}, 300)', { eval: true })
  worker.on('message', value => void c.writer.write(value))
  worker.on('online', () => worker.unref())
  void run(() => c.reader.read())
}

const outside: Record<string, () => unknown> = {
  timer: () => reading(write => setTimeout(() => write(1), 20)),
  sleep: () => {
    const c = channel<number>()
    return parallel(
      async () => {
        await sleep(20)
        await c.writer.write(1)
      },
      () => c.reader.read(),
    )
  },
  'select with a timer': () => select({ input: channel<number>().reader, late: after(20) }),
  immediate: () => reading(write => setImmediate(() => setImmediate(() => write(1)))),
  microtask: () => reading(write => queueMicrotask(() => process.nextTick(() => write(1)))),
  'fetch from a server': async () => {
    const server = createServer((_request, response) => setTimeout(() => response.end('ok'), 20))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const c = channel<string>('bodies')
    await parallel(
      async () => c.writer.write(await (await fetch(`http://127.0.0.1:${port}/`)).text()),
      async () => void (await c.reader.read()),
    )
    server.close()
    server.closeAllConnections()
  },
  'an open server': async () => {
    const c = channel<string>('requests')
    const server = createServer((request, response) => {
      void c.writer.write(request.url ?? '')
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    setTimeout(() => get(`http://127.0.0.1:${port}/x`, { agent: false }).end(), 30)
    await run(() => c.reader.read())
    server.close()
  },
  socket: () =>
    reading(write => {
      const server = createNetServer(socket => socket.end('hello'))
      server.listen(0, '127.0.0.1', () => {
        const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
        socket.on('data', data => write(String(data)))
        socket.on('close', () => server.close())
      })
    }),
  file: () => reading(write => readFile(new URL(import.meta.url), () => write(1))),
  'a child process': () => reading(write => execFile(process.execPath, ['-v'], () => write(1))),
  'a name lookup': () => reading(write => lookup('localhost', () => write(1))),
  'the thread pool': () => reading(write => pbkdf2('a', 'b', 20_000, 32, 'sha256', () => write(1))),
  compression: () => reading(write => gzip('a'.repeat(100_000), () => write(1))),
  worker: () =>
    reading(write => {
      const code = 'require("node:worker_threads").parentPort.postMessage(1)'
      new Worker(code, { eval: true }).on('message', write)
    }),
  'a message port': () =>
    reading(write => {
      const { port1, port2 } = new MessageChannel()
      port1.on('message', value => {
        write(value)
        port1.close()
      })
      setTimeout(() => port2.postMessage(1), 10)
    }),
  emitter: () =>
    reading(write => {
      const emitter = new EventEmitter().on('value', write)
      setTimeout(() => emitter.emit('value', 1), 10)
    }),
  'a node stream': async () => {
    const c = channel<number>()
    await parallel(
      async () => {
        for await (const value of Readable.from([1, 2, 3])) await c.writer.write(value)
        c.close()
      },
      async () => {
        for await (const _ of c.reader) await sleep(1)
      },
    )
  },
  'a web stream': async () => {
    const { readable, writable } = new TransformStream<number, number>()
    await parallel(
      async () => {
        const writer = writable.getWriter()
        await writer.write(1)
        await writer.close()
      },
      async () => {
        for await (const _ of readable as unknown as AsyncIterable<number>) await sleep(1)
      },
    )
  },
  'a promise in a fiber': () =>
    run(function* () {
      yield* wait(new Promise(resolve => setTimeout(resolve, 20)))
    }),
  signal: () =>
    reading(write => {
      process.once('SIGUSR2', () => write(1))
      setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 20)
      // A signal does not hold a program.
      setTimeout(() => {}, 200)
    }),
}

const blockedAtTheEnd: Record<string, () => unknown> = {
  "an unref'd timer": () => void run(() => new Promise<void>(resolve => unrefTimer(resolve, 50))),
  "a read against an unref'd timer": () => {
    const c = channel<number>()
    void run(async () => {
      await Promise.race([c.reader.read(), new Promise<void>(give => unrefTimer(give, 50))])
    })
  },
  "an unref'd timer that writes": () => void reading(write => unrefTimer(() => write(1), 50)),
  "a fiber and an unref'd timer": () => {
    const c = channel<number>()
    unrefTimer(() => void c.writer.write(1), 50)
    void run(function* () {
      yield* read(c.reader)
    })
  },
  'a time limit on a read': () => {
    const c = channel<number>()
    void run(() => c.reader.read({ signal: AbortSignal.timeout(50) }))
  },
  'a read begun and not awaited': () => {
    const c = channel<number>()
    void run(async () => {
      void c.reader.read()
      await new Promise<void>(resolve => unrefTimer(resolve, 50))
    })
  },
  'a promise of which nothing is known': () => {
    const c = channel<number>()
    void parallel(
      () => c.reader.read(),
      () => new Promise<void>(() => {}),
    )
  },
  'memory shared with nobody yet': () => {
    const cell = new Int32Array(new SharedArrayBuffer(4))
    const atomics = Atomics as unknown as {
      waitAsync(cell: Int32Array, index: number, value: number): { value: Promise<string> }
    }
    void run(() => atomics.waitAsync(cell, 0, 0).value)
  },
  "an unref'd server": () => {
    const c = channel<string>()
    createNetServer(() => void c.writer.write('x'))
      .listen(0, '127.0.0.1')
      .unref()
    void run(() => c.reader.read())
  },
  "an unref'd watcher": () => {
    const c = channel<string>()
    watch(tmpdir(), () => void c.writer.write('x')).unref()
    void run(() => c.reader.read())
  },
  "an unref'd worker": () => unrefWorker(),
  "an unref'd worker, beside that of a compiler": () => {
    compileInThread()
    unrefWorker()
  },
  'a signal that may come': () => void reading(write => process.once('SIGTERM', () => write(1))),
  'a process left to itself': () => void spawn(() => channel<number>('forgotten').reader.read()),
  'a write before the exit': () => reading(write => process.once('beforeExit', () => write(1))),
  'a timer before the exit': () =>
    reading(write => process.once('beforeExit', () => setTimeout(() => write(1), 20))),
  'an explicit exit': () => {
    void run(() => channel<number>().reader.read())
    process.once('beforeExit', () => setTimeout(() => process.exit(0), 10))
  },
  'a scope that cleans up': () =>
    scope(async s => {
      const c = s.channel<number>()
      s.spawn(() => c.reader.read())
      await sleep(10)
      c.close()
    }),
}

export const programs = { ...outside, ...blockedAtTheEnd }

const name = process.argv[2]
if (name !== undefined) await programs[name]?.()
