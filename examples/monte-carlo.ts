/**
 * π by throwing darts, on all cores.
 *
 *     seeds ──▶ farm of threads ──▶ hits ──▶ sum
 *
 * Each job is a seed, so the answer is the same on one thread and on many.
 *
 *     node --import tsx examples/monte-carlo.ts [--threads 2] [--jobs 100]
 */
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { channel, parallel } from 'hocket'
import { farm } from 'hocket/workers'
import type hits from './monte-carlo/throw.ts'
import type { Throw } from './monte-carlo/throw.ts'

const DARTS = 1_000_000
const module = new URL('./monte-carlo/throw.ts', import.meta.url)

async function pi(jobs: number, threads: number): Promise<number> {
  const seeds = channel<Throw>('seeds')
  const counts = channel<number>('hits')
  const [, , inside = 0] = await parallel(
    async function throwing() {
      for (let seed = 1; seed <= jobs; seed++) await seeds.writer.write({ seed, darts: DARTS })
      seeds.close()
    },
    farm<typeof hits>(module, threads)(seeds.reader, counts.writer),
    async function adding() {
      let sum = 0
      for await (const count of counts.reader) sum += count
      return sum
    },
  )
  return (4 * inside) / (jobs * DARTS)
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      threads: { type: 'string', default: String(availableParallelism()) },
      jobs: { type: 'string', default: '100' },
    },
  })
  const jobs = Number(values.jobs)
  print(`π is about ${await pi(jobs, Number(values.threads))}, after ${jobs} million darts`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
