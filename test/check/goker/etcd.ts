import { channel, fifo, parallel, select, spawn } from '../../../src/index.ts'
import { broadcast, type Kernel, mutex } from './kernel.ts'

export const etcd: readonly Kernel[] = [
  {
    id: 'etcd#6857',
    class: 'Blocking / Communication Deadlock / Channel',
    story: 'asking a node for its status when it has stopped waits for ever',
    program: fixed => async () => {
      const status = channel<void>('status')
      const stop = channel<void>('stop')
      const done = broadcast('done')
      await parallel(
        async function node() {
          for (;;) {
            const { key } = await select({ status: status.reader, stop: stop.reader })
            if (key === 'stop') break
          }
          done.send()
        },
        async function asker() {
          if (fixed) await select({ status: status.writer.offer(undefined), done: done.sent })
          else await status.writer.write()
        },
        async function stopper() {
          await stop.writer.write()
          await done.wait()
        },
      )
    },
  },
  {
    id: 'etcd#7443',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'closing the balancer holds its lock while it waits for the one who needs it to notify',
    program: fixed => async () => {
      const lock = await mutex('balancer.mu')
      const addresses = channel<number>('notify')
      const closed = broadcast('closed')
      const ended = channel<void>({ name: 'notifier ended', buffer: fifo(1) })
      await parallel(
        async function notifier() {
          await lock.lock()
          await lock.unlock()
          await select({ notify: addresses.writer.offer(1), closed: closed.sent })
          await ended.writer.write()
        },
        async function close() {
          await lock.lock()
          closed.send()
          if (fixed) await lock.unlock()
          await ended.reader.read()
          if (!fixed) await lock.unlock()
        },
        async function connection() {
          await select({ notify: addresses.reader, closed: closed.sent })
        },
      )
    },
  },
  {
    id: 'etcd#7902',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'a follower waits, with the lock, for the leader to release, who needs the lock for it',
    program: fixed => async () => {
      const lock = await mutex('mu')
      const released = broadcast('next round')
      await parallel(
        async function leader() {
          await lock.lock()
          released.send()
          await lock.unlock()
        },
        async function follower() {
          await lock.lock()
          if (fixed) await lock.unlock()
          await released.wait()
          if (!fixed) await lock.unlock()
        },
      )
    },
  },
]

export const istio: readonly Kernel[] = [
  {
    id: 'istio#17860',
    class: 'Blocking / Communication Deadlock / Channel',
    story: 'a proxy reports its exit to an agent that has gone',
    program: fixed => async () => {
      const exits = channel<number>({ name: 'statusCh', ...(fixed && { buffer: fifo(1) }) })
      const stop = broadcast('context')
      spawn(async function proxy() {
        await exits.writer.write(1)
      })
      await parallel(
        async function agent() {
          await select({ exit: exits.reader, stop: stop.sent })
        },
        async function canceller() {
          stop.send()
        },
      )
    },
  },
  {
    id: 'istio#8967',
    class: 'NonBlocking / Go-Specific / Misuse channel',
    story: 'stopping closes a channel and forgets it, and the loop then looks at nothing',
    options: { granularity: 'resume' },
    program: fixed => async () => {
      const done = channel<never>('donec')
      const events = channel<number>('events')
      let known: typeof done | null = done
      spawn(async function loop() {
        for (;;) {
          const seen = fixed ? done : known
          const { key } = await select({ done: seen?.reader.step, event: events.reader })
          if (key === 'done') return
        }
      })
      await parallel(
        async function source() {
          await events.writer.write(1)
        },
        async function stop() {
          done.close()
          known = null
          // The event of a source that is still there is taken by nobody else.
          if (events.reader.tryRead() === undefined) events.reader.close()
        },
      )
    },
  },
]

export const serving: readonly Kernel[] = [
  {
    id: 'serving#2137',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'two requests are let go in the order of their locks, and are served in the other',
    program: fixed => async () => {
      const active = channel<void>({ name: 'active', buffer: fifo(1) })
      const pending = channel<void>({ name: 'pending', buffer: fifo(2) })
      const locks = [await mutex('request 1'), await mutex('request 2')]
      for (const lock of locks) await lock.lock()
      const accepted = locks.map((_, n) =>
        channel<boolean>({ name: `accepted ${n + 1}`, buffer: fifo(1) }),
      )
      const request = (n: number) =>
        async function request() {
          await pending.writer.write()
          await active.writer.write()
          await locks[n]!.lock()
          await active.reader.read()
          await pending.reader.read()
          await accepted[n]!.writer.write(true)
        }
      await parallel(request(0), request(1), async function release() {
        // Either may be the active one; only letting both go before waiting for one is safe.
        if (fixed) for (const lock of locks) await lock.unlock()
        for (const [n, lock] of locks.entries()) {
          if (!fixed) await lock.unlock()
          await accepted[n]!.reader.read()
        }
      })
    },
  },
  {
    id: 'serving#3068',
    class: 'NonBlocking / Go-Specific / Misuse channel',
    story: 'work is handed to a pool whose channel is being closed',
    program: fixed => async () => {
      const work = channel<number>({ name: 'work', buffer: fifo(2) })
      const mine = fixed ? work.writer.lease() : work.writer
      const own = fixed ? work.writer.lease() : work.writer
      await parallel(
        async function go() {
          await mine.write(1)
          if (fixed) mine.retire()
        },
        async function wait() {
          if (fixed) own.retire()
          else own.close()
        },
        async function worker() {
          for await (const _ of work.reader);
        },
      )
    },
  },
]
