/**
 * A job queue with three workers, of which one is killed in the midst of its work. No job is lost.
 *
 *                       ┌──▶ worker-1 ──┐
 *     clerks ──▶ jobs ──┼──▶ worker-2 ──┼──▶ results ──▶ ledger
 *                       └──▶ worker-3 ──┘
 *
 * A write tells whether its job was done: it resolves, or it rejects with what is known. After `unknown` (the
 * worker died with the job) the clerk writes it again, so a job may be done twice, and the ledger keeps the first
 * result. There is no broker's queue to look after: who waits, waits in a write.
 *
 * Without a server it runs on the memory link, where a worker dies by closing its node.
 *
 *     nats-server --jetstream &
 *     node --import tsx examples/job-queue-nats.ts --servers nats://127.0.0.1:4222
 */
import { spawn } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { parallel } from 'hocket'
import {
  ChannelLostError,
  connect,
  MemoryRealm,
  type Net,
  type RemoteReader,
  type RemoteWriter,
} from 'hocket/net'
import { type Job, type Result, work } from './job-queue/worker.ts'

const JOBS = 60
const CLERKS = 6

/** Starts a worker, and gives what kills it. */
type Hire = (name: string) => Promise<() => void>

function onMachines(servers: string): Hire {
  const program = fileURLToPath(new URL('./job-queue/worker.ts', import.meta.url))
  return async name => {
    const words = [...process.execArgv, program, name, servers]
    const child = spawn(process.execPath, words, { stdio: 'inherit' })
    return () => void child.kill('SIGKILL')
  }
}

function inMemory(realm: MemoryRealm): Hire {
  return async name => {
    const net = await realm.connect({ name })
    // Killed, it fails: so would a program whose machine has gone.
    work(net).catch(() => {})
    return () => void net.close()
  }
}

/** Hands out every `CLERKS`th job, each until it is done. */
async function clerk(jobs: RemoteWriter<Job>, first: number, print: (line: string) => void) {
  for (let number = first; number < JOBS; number += CLERKS) {
    for (;;) {
      try {
        await jobs.write({ number, text: 'x'.repeat(number) })
        break
      } catch (error) {
        if (!(error instanceof ChannelLostError)) throw error
        print(`job ${number} was with ${error.node} when it died: once more`)
      }
    }
  }
}

/** The first result of each job; in the midst of them, one worker is killed. */
async function ledger(results: RemoteReader<Result>, kill: (worker: string) => void) {
  const done = new Map<number, Result>()
  while (done.size < JOBS) {
    const result = await results.read()
    if (!done.has(result.job)) done.set(result.job, result)
    if (done.size === JOBS / 2) kill(result.worker)
  }
  return done
}

async function queue(net: Net, hire: Hire, print: (line: string) => void) {
  const jobs = await net.channel<Job>('jobs')
  const results = await net.channel<Result>('results')
  const workers = new Map<string, () => void>()
  for (const name of ['worker-1', 'worker-2', 'worker-3']) workers.set(name, await hire(name))
  let killed: string | undefined
  const kill = (worker: string) => {
    if (killed !== undefined) return
    killed = worker
    workers.get(worker)?.()
    print('one worker was killed')
  }
  const clerks = Array.from({ length: CLERKS }, (_, i) => () => clerk(jobs.writer, i, print))
  const [done] = await parallel([() => ledger(results.reader, kill), ...clerks])
  jobs.close()
  // What a repeated job still has to say.
  results.reader.close()
  return { done: done as Map<number, Result>, killed }
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { values } = parseArgs({ args: [...args], options: { servers: { type: 'string' } } })
  const { servers } = values
  const memory = new MemoryRealm('job-queue')
  const [net, hire] =
    servers === undefined
      ? [await memory.connect({ name: 'office' }), inMemory(memory)]
      : [await connect({ servers, name: 'office', realm: 'job-queue' }), onMachines(servers)]
  const { done, killed } = await queue(net, hire, print)
  await net.close()
  const wrong = [...done.values()].filter(({ job, length }) => job !== length)
  print(
    `${done.size} of ${JOBS} jobs done, ${wrong.length} wrong, though ${killed !== undefined ? 'one worker' : 'nobody'} died`,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
