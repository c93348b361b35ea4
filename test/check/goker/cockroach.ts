import { channel, fifo, parallel, select, skip, sleep, spawn } from '../../../src/index.ts'
import { broadcast, type Kernel, mutex, waitGroup } from './kernel.ts'

export const cockroach: readonly Kernel[] = [
  {
    id: 'cockroach#1055',
    class: 'Blocking / Mixed Deadlock / Channel & WaitGroup',
    story: 'stopping waits for the tasks with the lock that the next task needs to start',
    program: fixed => async () => {
      const lock = await mutex('stopper.mu')
      const tasks = waitGroup('drain', 1)
      const started = channel<void>('started')
      await parallel(
        async function task() {
          await started.writer.write()
          await lock.lock()
          await lock.unlock()
          await tasks.done()
        },
        async function quiesce() {
          await started.reader.read()
          await lock.lock()
          if (fixed) await lock.unlock()
          await tasks.wait()
          if (!fixed) await lock.unlock()
        },
      )
    },
  },
  {
    id: 'cockroach#13197',
    class: 'Blocking / Communication Deadlock / Channel & Context',
    story: 'a transaction waits for the end of a context that nobody cancels',
    program: fixed => async () => {
      const context = broadcast('context')
      spawn(async function awaitDone() {
        await context.wait()
      })
      if (fixed) context.send()
    },
  },
  {
    id: 'cockroach#1462',
    class: 'Blocking / Mixed Deadlock / Channel & WaitGroup',
    story: 'a worker writes an event that nobody reads any more, and stopping waits for the worker',
    program: fixed => async () => {
      const events = channel<number>('events')
      const closing = broadcast('stopper')
      const workers = waitGroup('stop', 1)
      await parallel(
        async function transport() {
          for (let event = 0; event < 2; event++) {
            if (fixed) {
              const { key } = await select({
                event: events.writer.offer(event),
                closing: closing.sent,
              })
              if (key === 'closing') break
            } else await events.writer.write(event)
          }
          await workers.done()
        },
        async function stopper() {
          await events.reader.read()
          closing.send()
          await workers.wait()
        },
      )
    },
  },
  {
    id: 'cockroach#24808',
    class: 'Blocking / Communication Deadlock / Channel',
    story: 'starting fills a channel that a suggestion has filled already, before anybody reads it',
    program: fixed => async () => {
      const suggestions = channel<void>({ name: 'compactor.ch', buffer: fifo(1) })
      const stop = broadcast('stop')
      await parallel(
        async function suggest() {
          suggestions.writer.tryWrite(undefined)
        },
        async function start() {
          if (fixed) suggestions.writer.tryWrite(undefined)
          else await suggestions.writer.write()
          stop.send()
          for (;;) {
            const { key } = await select({ work: suggestions.reader, stop: stop.sent })
            if (key === 'stop') return
          }
        },
      )
    },
  },
  {
    id: 'cockroach#35073',
    class: 'Blocking / Communication Deadlock / Channel',
    story:
      'the consumer closes and takes one row to let the producer go on; another producer fills the place',
    program: fixed => async () => {
      const rows = channel<number>({ name: 'rows', buffer: fifo(1) })
      const closed = broadcast('consumer closed')
      async function push(row: number): Promise<void> {
        if (fixed) await select({ row: rows.writer.offer(row), closed: closed.sent })
        else {
          const { key } = await select({ closed: closed.sent, open: skip })
          if (key === 'open') await rows.writer.write(row)
        }
      }
      await parallel(
        async function outbox() {
          await push(1)
          await push(2)
        },
        async function another() {
          await push(3)
        },
        async function consumer() {
          closed.send()
          rows.reader.tryRead()
        },
      )
    },
  },
  {
    id: 'cockroach#4407',
    class: 'NonBlocking / Go-Specific / WaitGroup',
    story:
      'a task is counted after the stopper has seen that none is left, and works on what is closed',
    options: { granularity: 'resume' },
    program: fixed => async () => {
      const lock = await mutex('stopper.mu')
      const server = channel<number>({ name: 'server', buffer: fifo(1) })
      let draining = false
      let tasks = 0
      await parallel(
        async function runTask() {
          if (fixed) await lock.lock()
          if (draining) {
            if (fixed) await lock.unlock()
            return
          }
          // Between the look and the count, the stopper may come by.
          await sleep(0)
          tasks++
          await server.writer.write(1)
          tasks--
          if (fixed) await lock.unlock()
        },
        async function stop() {
          await lock.lock()
          draining = true
          await lock.unlock()
          while (tasks > 0) await sleep(1)
          server.close()
          server.reader.tryRead()
        },
      )
    },
  },
]
