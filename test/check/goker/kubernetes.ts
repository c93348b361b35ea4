import { after, channel, fifo, parallel, select, sleep, spawn } from '../../../src/index.ts'
import { broadcast, type Kernel, mutex } from './kernel.ts'

export const kubernetes: readonly Kernel[] = [
  {
    id: 'kubernetes#10182',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'a status is sent with the lock that its receiver needs to forget a pod',
    program: fixed => async () => {
      const lock = await mutex('podStatusesLock')
      const statuses = channel<number>('podStatusChannel')
      const set = async () => {
        await lock.lock()
        if (fixed) await lock.unlock()
        await statuses.writer.write(1)
        if (!fixed) await lock.unlock()
      }
      await parallel(
        async function syncBatch() {
          for (let n = 0; n < 2; n++) {
            await statuses.reader.read()
            await lock.lock()
            await lock.unlock()
          }
        },
        async function setPodStatus() {
          await set()
        },
        async function setAnother() {
          await set()
        },
      )
    },
  },
  {
    id: 'kubernetes#1321',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'a mux distributes to a watcher with the lock that the watcher needs to stop',
    program: fixed => async () => {
      // The lock keeps what it protects: whether the watcher is registered.
      const lock = channel<boolean>({ name: 'mux.lock', buffer: fifo(1) })
      await lock.writer.write(true)
      const result = channel<number>('result')
      const stopped = broadcast('stopped')
      await parallel(
        async function distribute() {
          const registered = await lock.reader.read()
          if (registered) {
            if (fixed) await select({ event: result.writer.offer(1), stopped: stopped.sent })
            else await result.writer.write(1)
          }
          await lock.writer.write(registered)
        },
        async function stop() {
          if (fixed) stopped.send()
          await lock.reader.read()
          result.close()
          await lock.writer.write(false)
        },
      )
    },
  },
  {
    id: 'kubernetes#26980',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'a listener hands a notification on, with its lock, to one who has been told to stop',
    program: fixed => async () => {
      const lock = await mutex('listener.lock')
      const next = channel<number>('nextCh')
      const stop = broadcast('stopCh')
      await parallel(
        async function pop() {
          await lock.lock()
          if (fixed) await select({ next: next.writer.offer(1), stop: stop.sent })
          else await next.writer.write(1)
          await lock.unlock()
        },
        async function run() {
          await select({ stop: stop.sent, next: next.reader })
        },
        async function stopper() {
          stop.send()
          await lock.lock()
          await lock.unlock()
        },
      )
    },
  },
  {
    id: 'kubernetes#5316',
    class: 'Blocking / Communication Deadlock / Channel',
    story: 'a request that has timed out leaves its worker with a result that nobody takes',
    program: fixed => async () => {
      const results = channel<string>({ name: 'ch', ...(fixed && { buffer: fifo(1) }) })
      const errors = channel<string>({ name: 'errCh', ...(fixed && { buffer: fifo(1) }) })
      spawn(async function handler() {
        await sleep(10)
        await select({ result: results.writer.offer('done'), error: errors.writer.offer('failed') })
      })
      await select({ result: results.reader, error: errors.reader, timeout: after(10) })
    },
  },
  {
    id: 'kubernetes#70277',
    class: 'Blocking / Communication Deadlock / Channel',
    story:
      'waiting for a condition ends with an error and does not tell the poller, which ticks into nothing',
    program: fixed => async () => {
      const ticks = channel<void>('ticks')
      const done = broadcast('done')
      spawn(async function poller() {
        for (let tick = 0; tick < 3; tick++) {
          await sleep(1)
          const { key } = await select({ tick: ticks.writer.offer(undefined), done: done.sent })
          if (key === 'done') return
        }
      })
      await ticks.reader.read()
      // The condition has failed.
      if (fixed) done.send()
    },
  },
]
