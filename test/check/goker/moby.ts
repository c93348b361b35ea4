import { channel, fifo, parallel, select, spawn } from '../../../src/index.ts'
import { broadcast, type Kernel, mutex, waitGroup } from './kernel.ts'

export const moby: readonly Kernel[] = [
  {
    id: 'moby#25384',
    class: 'Blocking / Mixed Deadlock / Misuse WaitGroup',
    story: 'the wait for all plugins stands inside the loop that starts them',
    program: fixed => async () => {
      const plugins = 2
      const group = waitGroup('group', plugins)
      for (let n = 0; n < plugins; n++) {
        spawn(async function plugin() {
          await group.done()
        })
        if (!fixed) await group.wait()
      }
      if (fixed) await group.wait()
    },
  },
  {
    id: 'moby#28462',
    class: 'Blocking / Mixed Deadlock / Channel & Lock',
    story:
      'a container is stopped with the lock that its health probe needs before it can see the stop',
    program: fixed => async () => {
      const lock = await mutex('container')
      const stop = channel<void>('stop')
      const closing = broadcast('closing')
      const probe = channel<void>('probe')
      await parallel(
        async function monitor() {
          const { key } = await select({
            stop: stop.reader,
            closing: closing.sent,
            probe: probe.reader,
          })
          if (key !== 'probe') return
          await lock.lock()
          await lock.unlock()
          await select({ stop: stop.reader, closing: closing.sent })
        },
        async function prober() {
          await select({ probe: probe.writer.offer(undefined), closing: closing.sent })
        },
        async function stateChanged() {
          await lock.lock()
          if (fixed) closing.send()
          else {
            await stop.writer.write()
            closing.send()
          }
          await lock.unlock()
        },
      )
    },
  },
  {
    id: 'moby#30408',
    class: 'Blocking / Communication Deadlock / Condition Variable',
    story: 'a plugin whose activation fails does not wake those who wait for it',
    program: fixed => async () => {
      const activated = broadcast('activateWait')
      await parallel(
        async function waiter() {
          await activated.wait()
        },
        async function activate() {
          const failed = true
          if (!failed || fixed) activated.send()
        },
      )
    },
  },
  {
    id: 'moby#33781',
    class: 'Blocking / Communication Deadlock / Channel & Context',
    story: 'the monitor is stopped while a probe is under way, which then reports to nobody',
    program: fixed => async () => {
      const stop = broadcast('stop')
      const results = channel<number>({ name: 'results', ...(fixed && { buffer: fifo(1) }) })
      spawn(async function probe() {
        await results.writer.write(0)
      })
      await parallel(
        async function monitor() {
          await select({ result: results.reader, stop: stop.sent })
        },
        async function stopper() {
          stop.send()
        },
      )
    },
  },
]
