/** Counts the bytes and the seconds of a population of blocked processes. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Population } from './workload.ts'

/** The figures of one launch of the density workload. Bytes are per process, times are in seconds. */
export interface Census {
  /** Live heap per process, after a full collection. */
  readonly bytes: number
  /** Resident memory per process, after a full collection. */
  readonly resident: number
  /** The largest resident memory of the whole program, in bytes. */
  readonly peak: number
  readonly create: number
  readonly first: number
  /** Null where the flavour has no termination. */
  readonly teardown: number | null
}

/** Node's `gc`, without asking that node be started with a flag. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

async function seconds(body: () => Promise<void> | void): Promise<number> {
  const started = process.hrtime.bigint()
  await body()
  return Number(process.hrtime.bigint() - started) / 1e9
}

export async function takeCensus(population: Population, n: number): Promise<Census> {
  const collect = collector()
  collect()
  const before = process.memoryUsage()
  const create = await seconds(() => population.create())
  collect()
  const after = process.memoryUsage()
  const first = await seconds(() => population.communicate())
  const { end } = population
  const teardown = end === undefined ? null : await seconds(() => end.call(population))
  return {
    bytes: (after.heapUsed - before.heapUsed) / n,
    resident: (after.rss - before.rss) / n,
    peak: process.resourceUsage().maxRSS * 1024,
    create,
    first,
    teardown,
  }
}
