/**
 * Serves the page of the viewer and the events behind it, to this machine and this user only.
 *
 * The server listens on the loopback address. A request must carry the random token of this run (another user of
 * the machine does not know it), name this server as its host (a name that was made to point here does not), and,
 * if it comes from a page, come from this one. The contract with the page is written in `viewer/README.md`.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Action, isAction } from '../trace/hold.ts'
import type { History } from './history.ts'

export interface PageOptions {
  readonly history: History
  readonly program: string
  /** Where it runs, or ran. */
  readonly directory?: string
  readonly mode: 'live' | 'recorded' | 'counterexample'
  /** What a counterexample shows. */
  readonly property?: string
  /** 0 for any free port. */
  readonly port: number
  /** Whether this process goes on for as long as the page is served; default: yes. */
  readonly holdsProgram?: boolean
  /** Holds the program, lets it make a step, or go on; left out where it cannot be held. */
  readonly control?: (action: Action) => void
}

/** A port that cannot be listened on. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

export interface PageServer {
  /** The address to open, token included. */
  readonly address: string
  close(): void
}

const LOOPBACK = '127.0.0.1'
/** Events in one message: more would make the page parse for longer than a frame. */
const MOST_IN_MESSAGE = 2_000
/** Where events were left out, what still holds comes in one message, so that nobody sees half of it. */
const MOST_ANEW = 10_000
/** Milliseconds between messages; none while nothing new happens, since then the page only has to catch up. */
const INTERVAL = 50

const SECURITY = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

export async function servePage(options: PageOptions): Promise<PageServer> {
  const page = readPage()
  const token = randomBytes(24).toString('base64url')
  const run = randomBytes(8).toString('hex')
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}:${port}`)
    if (!isAllowed(request, url, port, token))
      return refuse(response, 403, 'this page is not yours')
    if (request.method === 'POST') {
      return control(url.pathname.slice(1), response, options)
    }
    if (request.method !== 'GET') return refuse(response, 405, 'only GET')
    if (url.pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...SECURITY })
      return void response.end(page)
    }
    if (url.pathname === '/events') return sendEvents(request, response, options, run)
    return refuse(response, 404, 'there is nothing here')
  })
  const port = await listenOn(server, options.port)
  if (options.holdsProgram === false) {
    server.unref()
    server.on('connection', socket => socket.unref())
  }
  return {
    address: `http://${LOOPBACK}:${port}/?token=${token}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function control(action: string, response: ServerResponse, options: PageOptions): void {
  if (!isAction(action)) refuse(response, 404, 'there is nothing here')
  else if (options.control === undefined || options.history.ended)
    refuse(response, 501, 'this program cannot be held: it goes on by itself')
  else {
    options.control(action)
    response.writeHead(204, SECURITY)
    response.end()
  }
}

function isAllowed({ headers }: IncomingMessage, url: URL, port: number, token: string): boolean {
  const hosts = [`${LOOPBACK}:${port}`, `localhost:${port}`]
  if (headers.host === undefined || !hosts.includes(headers.host)) return false
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return false
  const given = Buffer.from(url.searchParams.get('token') ?? '')
  const wanted = Buffer.from(token)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...SECURITY })
  response.end(`${text}\n`)
}

/** Server-sent events: a header, what was, what comes, and the end. */
function sendEvents(
  request: IncomingMessage,
  response: ServerResponse,
  options: PageOptions,
  run: string,
): void {
  const { history, program, directory, mode, property } = options
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...SECURITY })
  const header = { format: 'hocket-trace', version: 1, program, directory, mode, property, run }
  response.write(`event: header\ndata: ${JSON.stringify(header)}\n\n`)
  const continued = Number(request.headers['last-event-id'] ?? -1)
  let last = Number.isSafeInteger(continued) ? continued : -1
  let timer: NodeJS.Timeout | null = null
  let told: boolean | null = null
  let { idleSteps } = history

  const send = () => {
    timer = null
    const { paused } = history
    if (paused !== told) {
      told = paused
      response.write(`event: control\ndata: ${JSON.stringify({ paused })}\n\n`)
    }
    if (history.idleSteps > idleSteps) response.write('event: idle\ndata: {}\n\n')
    idleSteps = history.idleSteps
    // A history that leaves events out goes on with what still holds.
    const anew = last >= 0 && (history.after(last, 1)[0]?.sequence ?? 0) > last + 1
    const events = history.after(last, anew ? MOST_ANEW : MOST_IN_MESSAGE)
    if (events.length > 0) {
      last = events.at(-1)!.sequence
      const flushed = response.write(
        `${anew ? 'event: anew\n' : ''}id: ${last}\ndata: ${JSON.stringify(events)}\n\n`,
      )
      // A page that cannot keep up is waited for: the history keeps what it has not seen.
      if (flushed) schedule()
      else response.once('drain', schedule)
    } else if (history.ended) response.end('event: end\ndata: {}\n\n')
  }
  const schedule = () => {
    timer ??= setTimeout(send, history.paused || history.ended ? 0 : INTERVAL)
    if (options.holdsProgram === false) timer.unref()
  }
  const stop = history.listen(schedule)
  response.on('close', () => {
    stop()
    if (timer) clearTimeout(timer)
  })
  send()
}

function readPage(): string {
  try {
    return readFileSync(new URL('../../viewer/dist/index.html', import.meta.url), 'utf8')
  } catch {
    throw new Error('the page of the viewer was not built: npm --prefix viewer run build')
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      reject(
        taken
          ? new PortError(`port ${port} cannot be used; leave --port out for a free one`)
          : error,
      )
    })
    server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port))
  })
}
