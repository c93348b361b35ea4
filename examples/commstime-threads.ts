/**
 * Commstime with each process on a thread of its own: what a communication between threads costs.
 *
 * The ring is the one of commstime.ts. With one number under way every communication wakes a thread, which is
 * nearly all that it costs; a network that has more under way shares the wake-ups, since what is said in one turn
 * of an event loop travels together.
 *
 *     node --import tsx examples/commstime-threads.ts [--rounds 1000]
 */
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Threads } from 'hocket/workers'
import type * as processes from './commstime/ring.ts'
import { consumer } from './commstime/ring.ts'

const module = new URL('./commstime/ring.ts', import.meta.url)

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '1000' } },
  })
  const rounds = Number(values.rounds)
  await using threads = new Threads()
  const a = threads.node.channel<number>('a')
  const b = threads.node.channel<number>('b')
  const c = threads.node.channel<number>('c')
  const d = threads.node.channel<number>('d')
  const ring = [
    threads.start<typeof processes.prefix>(module, {
      process: 'prefix',
      args: [c.reader, a.writer, 0],
    }),
    threads.start<typeof processes.delta>(module, {
      process: 'delta',
      args: [a.reader, b.writer, d.writer],
    }),
    threads.start<typeof processes.successor>(module, {
      process: 'successor',
      args: [b.reader, c.writer],
    }),
  ]
  // When the first number is here, every thread is at work.
  await d.reader.read()
  const began = performance.now()
  const last = await consumer(d.reader, rounds)
  const microseconds = ((performance.now() - began) * 1e3) / rounds / 4
  await Promise.all(ring.map(({ done }) => done))
  print(`the last of ${rounds + 1} numbers was ${last}`)
  print(`${microseconds.toFixed(0)} µs for a communication between threads`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
