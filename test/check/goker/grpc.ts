import { channel, fifo, parallel, select, spawn } from '../../../src/index.ts'
import { broadcast, type Kernel, mutex } from './kernel.ts'

export const grpc: readonly Kernel[] = [
  {
    id: 'grpc#1353',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story:
      'the balancer sends addresses with its lock, which the watcher needs to take a connection down',
    program: fixed => async () => {
      const lock = await mutex('roundRobin.mu')
      const addresses = channel<number>({ name: 'addrCh', buffer: fifo(1) })
      const updates = 2
      await parallel(
        async function watchAddresses() {
          for (let update = 0; update < updates; update++) {
            await lock.lock()
            if (fixed) {
              await lock.unlock()
              await addresses.writer.write(update)
            } else {
              await addresses.writer.write(update)
              await lock.unlock()
            }
          }
        },
        async function watcher() {
          for (let update = 0; update < updates; update++) {
            await lock.lock()
            await lock.unlock()
            await addresses.reader.read()
          }
        },
      )
    },
  },
  {
    id: 'grpc#1460',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story: 'keepalive waits to be woken with the lock that the first stream needs to wake it',
    program: fixed => async () => {
      const lock = await mutex('transport.mu')
      const awaken = channel<void>({ name: 'awakenKeepalive', ...(fixed && { buffer: fifo(1) }) })
      const first = channel<number>({ name: 'streams', buffer: fifo(1) })
      await first.writer.write(0)
      await parallel(
        async function keepalive() {
          await lock.lock()
          const streams = await first.reader.read()
          await first.writer.write(streams)
          if (fixed) await lock.unlock()
          if (streams === 0) await awaken.reader.read()
          if (!fixed) await lock.unlock()
        },
        async function newStream() {
          await lock.lock()
          await first.writer.write((await first.reader.read()) + 1)
          awaken.writer.tryWrite(undefined)
          await lock.unlock()
        },
      )
    },
  },
  {
    id: 'grpc#862',
    class: 'Blocking / Communication Deadlock / Channel & Context',
    story: 'a dial that gives up leaves the one who connects waiting for the end of the context',
    program: fixed => async () => {
      const context = broadcast('cc.ctx')
      const failure = channel<Error>({ name: 'waitC', buffer: fifo(1) })
      spawn(async function resetAddress() {
        await failure.writer.write(new Error('refused'))
        await context.wait()
      })
      await failure.reader.read()
      if (fixed) context.send()
    },
  },
  {
    id: 'grpc#1687',
    class: 'NonBlocking / Go-Specific / Misuse channel',
    story: 'a status is written while the handler closes the channel of the writes',
    program: fixed => async () => {
      const writes = channel<string>('writes')
      const closed = broadcast('closedCh')
      await parallel(
        async function writeStatus() {
          if (fixed) await select({ closed: closed.sent, write: writes.writer.offer('status') })
          else await writes.writer.write('status')
        },
        async function handleStreams() {
          await select({ closed: closed.sent, write: writes.reader })
          if (!fixed) writes.close()
        },
        async function close() {
          closed.send()
        },
      )
    },
  },
]
