/**
 * A job queue behind HTTP that loses no job: it delivers webhooks.
 *
 *     POST /jobs ──jobs──▶ deliver ×n ──▶ the receiver
 *          └───────┬───────────┘
 *                  ▼
 *               ledger
 *
 * A job is accepted once the ledger has it, and answered with 202 only then. How many may wait is said by a
 * semaphore: when it has no place left the answer is 503 at once, and the client may come again. Each delivery
 * has a time limit.
 *
 * On SIGTERM the queue drains, and leases make that exact. Whoever may still write a job holds a lease of the
 * channel: the server one for as long as it accepts, and each request one of its own while it is being accepted.
 * The signal retires the first. When the last request has retired the channel closes, the workers finish what
 * it holds, and end, because it has ended. Nobody counts, and no job can slip in behind the one who looked.
 *
 *     node --import tsx examples/job-queue.ts                   a demonstration
 *     node --import tsx examples/job-queue.ts ledger.txt [port]
 */
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import {
  callChannel,
  fifo,
  type ProcessContext,
  type Reader,
  scope,
  select,
  semaphore,
  TimeoutError,
  type Token,
  type Writer,
} from 'hocket'
import { component } from 'hocket/components'

const WORKERS = 4
const PLACES = 32
/** Milliseconds that a delivery may take. */
const LIMIT = 2_000

interface Job {
  readonly id: number
  /** Where the webhook goes. */
  readonly url: string
  /** Its place among those that wait. */
  readonly place: Token
}

type Note = (entry: string) => Promise<void>

/** Delivers jobs, one after the other. A delivery that fails is a result, and goes into the ledger too. */
const deliver = component(async function deliver(
  this: ProcessContext,
  jobs: Reader<Job>,
  note: Note,
  limit: number,
) {
  for await (const { id, url, place } of jobs) {
    place.release()
    try {
      const { status } = await scope(
        s => fetch(url, { method: 'POST', body: String(id), signal: s.signal }),
        { timeout: limit, signal: this.signal },
      )
      await note(`${status < 400 ? 'delivered' : `failed with ${status}`} ${id}`)
    } catch (error) {
      this.signal.throwIfAborted()
      await note(`${error instanceof TimeoutError ? 'timed out' : 'unreachable'} ${id}`)
    }
  }
})

export interface QueueOptions {
  /** The file that is appended to. */
  readonly ledger: string
  readonly port?: number
  /** Milliseconds that a delivery may take; 2,000 if left out. */
  readonly limit?: number
  /** Stops accepting and drains when it is aborted. */
  readonly stop: AbortSignal
  readonly onListening?: (url: string) => void
}

/** Serves until it is stopped and every job that was accepted is done. */
export function serve(options: QueueOptions): Promise<void> {
  const { ledger, port = 0, limit = LIMIT, stop, onListening } = options
  return scope(async s => {
    // One process writes, an entry at a time; who wants something noted goes on when it is in the file.
    const entries = s.own(callChannel<string, undefined>('ledger'))
    s.spawn(async () => {
      for await (const call of entries.requests) {
        await appendFile(ledger, `${call.request}\n`)
        call.reply(undefined)
      }
    })
    const note: Note = entry => entries.call(entry)

    const places = semaphore(PLACES, 'places')
    const jobs = s.channel<Job>({ name: 'jobs', buffer: fifo(PLACES) })
    const accepting = jobs.writer.lease()
    const workers = Array.from({ length: WORKERS }, (_, at) =>
      s.spawn(deliver(jobs.reader.lease(), note, limit), { name: `deliver ${at}` }),
    )

    let last = 0
    /** Puts a job into the ledger and the queue, unless there is no place for it. */
    async function accept(request: IncomingMessage, own: Writer<Job>): Promise<number | undefined> {
      const { url } = (await json(request)) as { url: string }
      const place = places.tryAcquire()
      if (place === undefined) return undefined
      const id = ++last
      await note(`accepted ${id}`)
      await own.write({ id, url, place })
      return id
    }

    async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (request.method !== 'POST' || request.url !== '/jobs')
        return void response.writeHead(404).end()
      if (stop.aborted) return void response.writeHead(503).end('shutting down')
      using own = jobs.writer.lease()
      const id = await accept(request, own)
      if (id === undefined) response.writeHead(503, { 'retry-after': '1' }).end('no place left')
      else response.writeHead(202).end(String(id))
    }
    const listener: RequestListener = (request, response) =>
      answer(request, response).catch(() => response.writeHead(400).end())
    const server = createServer(listener).listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
      onListening?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs`)
      await select({ stop }, { signal: s.signal })
      accepting.retire()
      for (const { done } of workers) await done
    } finally {
      server.close()
      server.closeIdleConnections()
      entries.close()
    }
  })
}

/** Runs a queue with a receiver and twenty jobs, and stops it in the middle. */
async function demonstrate(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hocket-jobs-'))
  const ledger = join(folder, 'ledger')
  const receiver = createServer((request, response) => {
    // The thirteenth is never answered.
    if (request.url !== '/13') setTimeout(() => response.end(), 50)
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  const onListening = async (queue: string): Promise<void> => {
    const statuses = new Map<number, number>()
    await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const body = JSON.stringify({ url: `http://127.0.0.1:${port}/${at}` })
        const { status } = await fetch(queue, { method: 'POST', body })
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }),
    )
    for (const [status, count] of statuses)
      console.log(`${count} jobs were answered with ${status}`)
    process.kill(process.pid, 'SIGTERM')
  }
  await serve({ ledger, limit: 500, stop: stopped(), onListening })
  receiver.closeAllConnections()
  receiver.close()

  const entries = (await readFile(ledger, 'utf8')).trimEnd().split('\n')
  const counts = new Map<string, number>()
  for (const entry of entries) {
    const state = entry.replace(/ \d+$/, '')
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  console.log(`the ledger: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}`)
  await rm(folder, { recursive: true })
}

/** Aborted by SIGTERM or Ctrl-C; a second one ends the program at once. */
function stopped(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.once(name, () => {
      console.log('draining')
      stop.abort()
    })
  return stop.signal
}

async function main([ledger, port]: readonly string[]): Promise<void> {
  if (ledger === undefined) return demonstrate()
  const onListening = (url: string): void => console.log(`listening on ${url}`)
  await serve({ ledger, port: Number(port ?? 0), stop: stopped(), onListening })
  console.log('drained')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
