/**
 * Programs that end in a deadlock, each by its name: `node deadlocked.js NAME`.
 */

import {
  call,
  scope as fiberScope,
  parallel as parallelFibers,
  read,
  sleep,
  write,
} from '../../../src/fiber/index.ts'
import {
  barrier,
  callChannel,
  channel,
  defineProcess,
  fifo,
  parallel,
  run,
  scope,
  select,
  semaphore,
} from '../../../src/node.ts'
import { compileInThread } from './compiler.ts'

type Fork = ReturnType<typeof channel<string>>

async function philosopher(left: Fork, right: Fork) {
  const first = await left.reader.read()
  const second = await right.reader.read()
  await left.writer.write(first)
  await right.writer.write(second)
}

function* philosopherFiber(left: Fork, right: Fork) {
  const first = yield* read(left.reader)
  // So that the others reach for their forks as well: a fiber that need not wait runs on.
  yield* sleep(1)
  const second = yield* read(right.reader)
  yield* write(left.writer, first)
  yield* write(right.writer, second)
}

/** A table on which everybody takes the left fork first; a fork that is free lies in its channel. */
async function dine(seat: typeof philosopher | typeof philosopherFiber) {
  const forks = Array.from({ length: 5 }, (_, i) =>
    channel<string>({ name: `fork ${i}`, buffer: fifo(1) }),
  )
  for (const fork of forks) await fork.writer.write(fork.name)
  await parallel(
    forks.map((fork, i) =>
      defineProcess(seat as typeof philosopher, `philosopher ${i}`)(fork, forks[(i + 1) % 5]!),
    ),
  )
}

export const programs: Record<string, () => Promise<unknown>> = {
  philosophers: () => dine(philosopher),
  'philosophers as fibers': () => dine(philosopherFiber),
  'a read at the top': () => channel<number>('numbers').reader.read(),
  'a write that nobody reads': () => run(() => channel<number>('numbers').writer.write(1)),
  'two that read first': () => {
    const [a, b] = [channel<number>('a'), channel<number>('b')]
    return parallel(
      async function first() {
        await a.reader.read()
        await b.writer.write(1)
      },
      async function second() {
        await b.reader.read()
        await a.writer.write(1)
      },
    )
  },
  'one that was told to stop': () =>
    scope(async s => {
      const c = channel<number>('jobs')
      const worker = s.spawn(async () => {
        for await (const _ of c.reader);
      })
      await c.writer.write(1)
      worker.abort()
    }),
  'a selection': () =>
    run(() => select({ a: channel<number>('a').reader, b: channel<number>('b').reader })),
  'a selection whose value is mapped': () =>
    run(() => select({ a: channel<number>('a').reader.map(String) })),
  'a semaphore that nobody gives back': () => {
    const lock = semaphore(1, 'lock')
    return run(async () => {
      await lock.acquire()
      await lock.acquire()
    })
  },
  'a barrier without its third': () => {
    const turn = barrier(3, 'turn')
    return parallel(
      () => turn.sync(),
      () => turn.sync(),
    )
  },
  'an extended read': () => run(() => channel<number>('a').reader.extended(x => x)),
  'a call that was accepted and not answered': () => {
    const calls = callChannel<number, number>('questions')
    return parallel(
      async function server() {
        await calls.requests.read()
      },
      async function client() {
        await calls.call(1)
      },
    )
  },
  'a call that waited, then was accepted and not answered': () => {
    const calls = callChannel<number, number>('questions')
    return parallel(
      async function client() {
        await calls.call(1)
      },
      async function server() {
        await calls.requests.read()
        await calls.requests.read()
      },
    )
  },
  'a fiber that calls and is not answered': () => {
    const calls = callChannel<number, number>('questions')
    return parallel(
      function* client() {
        yield* call(calls, 1)
      },
      function* server() {
        yield* read(calls.requests)
        yield* read(calls.requests)
      },
    )
  },
  'a server of calls': () => run(() => callChannel<number, number>('calls').accept(x => x)),
  'a full buffer': () =>
    scope(async s => {
      const c = s.channel<number>({ name: 'log', buffer: fifo(2) })
      await s.parallel(async () => {
        for (let i = 0; i < 3; i++) await c.writer.write(i)
      })
    }),
  'a parent and its child': () =>
    run(async function parent() {
      const c = channel<number>('news')
      await parallel(async function child() {
        await c.reader.read()
      })
      await c.writer.write(1)
    }),
  'a parent that waits for one child, in a scope': () =>
    run(function parent() {
      return scope(async s => {
        const c = s.channel<number>('news')
        const child = s.spawn(async function child() {
          await s.parallel(async function grandchild() {
            await c.reader.read()
          })
        })
        await child.done
      })
    }),
  'a scope in a fiber': () =>
    run(function* owner() {
      yield* fiberScope(function* (s) {
        const a = s.channel<number>('a')
        s.spawn(function* child() {
          yield* read(a.reader)
        })
        yield* read(a.reader)
      })
    }),
  'a fiber and its children': () =>
    run(function* parent() {
      const c = channel<number>('news')
      yield* parallelFibers(function* child() {
        yield* read(c.reader)
      })
    }),
  'a module that was compiled in a thread of the program': () => {
    compileInThread()
    return run(() => channel<number>('news').reader.read())
  },
}

const name = process.argv[2]
if (name !== undefined) await programs[name]?.()
