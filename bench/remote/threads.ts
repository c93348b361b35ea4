/**
 * Rendezvous between two threads: n processes on one write, each on a channel of its own, to n processes on the
 * other, which is the home of the channels. Every write waits until it has been taken.
 */
import { Threads } from 'hocket/workers'
import { type Measure, median } from './measurement.ts'
import type * as processes from './processes.ts'

const module = new URL('./processes.js', import.meta.url)
const LAPS = 7
/** Rendezvous in a lap. */
const LAP = 60_000

async function rate(n: number, lap: number): Promise<number> {
  await using threads = new Threads()
  const post = threads.node.channel<processes.Ends>('post')
  const { done: read } = threads.start<typeof processes.readers>(module, {
    process: 'readers',
    args: [post.writer, n],
  })
  const { done } = threads.start<typeof processes.writers>(module, {
    process: 'writers',
    args: [post.reader, Math.ceil(lap / n), LAPS],
  })
  const rates = await done
  await read
  return median(rates)
}

const cases = [
  { n: 1, lap: LAP / 10 },
  { n: 16, lap: LAP, must: 45_000 },
  { n: 128, lap: LAP, must: 75_000 },
] as const

export const threads: Measure = async progress => {
  const measured = []
  for (const { n, lap, ...bound } of cases) {
    const subject = `threads, ${n} ${n === 1 ? 'process' : 'processes'}`
    progress(subject)
    measured.push({ subject, value: await rate(n, lap), unit: 'rendezvous/s', ...bound })
  }
  return measured
}
