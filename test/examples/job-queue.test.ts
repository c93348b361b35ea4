/**
 * The job queue as a process of its own, stopped in the middle of its work: what was accepted is delivered, once.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve } from '../../examples/job-queue.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Receives webhooks and holds its answers until the gate is open; `/never` is not answered at all. */
class Receiver {
  readonly delivered: number[] = []
  private open!: () => void
  private readonly gate = new Promise<void>(resolve => {
    this.open = resolve
  })
  private readonly server: Server = createServer(async (request, response) => {
    const id = Number(await text(request))
    await this.gate
    if (request.url === '/never') return
    this.delivered.push(id)
    response.writeHead(request.url === '/broken' ? 500 : 200).end()
  })

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  letGo(): void {
    this.open()
  }

  close(): void {
    this.open()
    this.server.close()
    this.server.closeAllConnections()
  }
}

let folder: string
let ledger: string
let receiver: Receiver
let origin: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hocket-jobs-'))
  ledger = join(folder, 'ledger')
  receiver = new Receiver()
  origin = await receiver.listen()
})
afterEach(async () => {
  receiver.close()
  await rm(folder, { recursive: true })
})

async function post(queue: string, url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(queue, { method: 'POST', body: JSON.stringify({ url }) })
  return { status: response.status, body: await response.text() }
}

/** The ledger: for each state, the jobs in it. */
async function states(): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {}
  for (const entry of (await readFile(ledger, 'utf8')).trimEnd().split('\n')) {
    const [, state, id] = /^(.*) (\d+)$/.exec(entry) as unknown as [string, string, string]
    found[state] ??= []
    found[state].push(Number(id))
  }
  return found
}

const sorted = (ids: readonly number[] = []) => [...ids].sort((a, b) => a - b)

describe.skipIf(!existsSync(`${root}/dist/index.js`))('as a process, on the built package', () => {
  let child: ChildProcess
  let lines: Interface
  beforeEach(() => {
    const args = ['--import', 'tsx', 'examples/job-queue.ts', ledger]
    child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    lines = createInterface(child.stdout!)
  })
  afterEach(() => {
    child.kill('SIGKILL')
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s loses no accepted job', async signal => {
    const output = lines[Symbol.asyncIterator]()
    const queue = (await output.next()).value.replace('listening on ', '') as string

    // More than there are places for, while nothing is delivered; the signal comes among the answers.
    const answers: { status: number; body: string }[] = []
    const posted = Array.from({ length: 60 }, async () => {
      // A request that finds nobody there any more was not accepted.
      const answer = await post(queue, origin).catch(() => ({ status: 0, body: '' }))
      if (answers.push(answer) === 10) child.kill(signal)
    })
    expect((await output.next()).value).toBe('draining')
    expect((await post(queue, origin)).status).toBe(503)
    await Promise.all(posted)
    // Nothing has been delivered yet: everything that was accepted is in its hands.
    expect(receiver.delivered).toEqual([])

    const exited = once(child, 'exit')
    receiver.letGo()
    expect((await output.next()).value).toBe('drained')
    expect(await exited).toEqual([0, null])

    const { accepted, delivered, ...others } = await states()
    const answered = answers.filter(({ status }) => status === 202).map(({ body }) => Number(body))
    expect(answered.length).toBeGreaterThan(0)
    expect(sorted(accepted)).toEqual(sorted(answered))
    expect(sorted(delivered)).toEqual(sorted(accepted))
    expect(sorted(receiver.delivered)).toEqual(sorted(accepted))
    expect(others).toEqual({})
  })
})

/** Runs the queue in this process. */
async function withQueue(limit: number, body: (queue: string) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  const { promise: listening, resolve: onListening } = deferred<string>()
  const served = serve({ ledger, limit, stop: stop.signal, onListening })
  try {
    await body(await Promise.race([listening, served.then(() => '')]))
  } finally {
    stop.abort()
    await served
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void
  const promise = new Promise<T>(fulfil => {
    resolve = fulfil
  })
  return { promise, resolve }
}

test('without a place left it says so, and takes jobs again afterwards', async () => {
  await withQueue(60_000, async queue => {
    const first = await Promise.all(Array.from({ length: 60 }, () => post(queue, origin)))
    const statuses = first.map(({ status }) => status)
    // As many as the workers hold and the queue has places for.
    expect(statuses.filter(status => status === 202).length).toBeLessThanOrEqual(4 + 32)
    expect(statuses.filter(status => status === 202).length).toBeGreaterThanOrEqual(32)
    expect(new Set(statuses)).toEqual(new Set([202, 503]))
    receiver.letGo()
    let status: number
    do ({ status } = await post(queue, origin))
    while (status === 503)
    expect(status).toBe(202)
  })
  const { accepted, delivered } = await states()
  expect(sorted(delivered)).toEqual(sorted(accepted))
})

test('jobs that fail are done too: timed out, refused, unreachable', async () => {
  receiver.letGo()
  await withQueue(300, async queue => {
    for (const url of [`${origin}/never`, `${origin}/broken`, 'http://127.0.0.1:1/'])
      expect((await post(queue, url)).status).toBe(202)
    expect((await fetch(queue, { method: 'POST', body: 'no job' })).status).toBe(400)
    expect((await fetch(queue)).status).toBe(404)
  })
  expect(await states()).toEqual({
    accepted: [1, 2, 3],
    'timed out': [1],
    'failed with 500': [2],
    unreachable: [3],
  })
})
