/**
 * The server's side of the contract in viewer/README.md, as small as it can be: it serves a built page and
 * streams events that a test hands it.
 */
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TraceEvent } from '../../../src/trace/events.ts'

const TOKEN = 'a-token-of-the-test'

export interface TestServer {
  /** The address to open, with the token. */
  readonly address: string
  /** The same without it. */
  readonly origin: string
  /** Control requests in the order in which they came. */
  readonly controls: string[]
  /** How many times the page has connected, and the `Last-Event-ID` of each. */
  readonly connections: (string | undefined)[]
  send(events: readonly TraceEvent[]): void
  sendNamed(event: string, data: unknown): void
  /** As if another program had been started at the same address. */
  restart(header: object): void
  /** Breaks the connection, as a network would. */
  drop(): void
  close(): Promise<void>
}

export async function serve(
  page: string,
  header: object,
  first: readonly TraceEvent[] = [],
): Promise<TestServer> {
  const html = readFileSync(page)
  let current = header
  let sent: TraceEvent[] = [...first]
  const streams = new Set<ServerResponse>()
  const controls: string[] = []
  const connections: (string | undefined)[] = []

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.searchParams.get('token') !== TOKEN) {
      response.writeHead(403).end()
    } else if (url.pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
    } else if (url.pathname === '/events') {
      const seen = request.headers['last-event-id']
      connections.push(typeof seen === 'string' ? seen : undefined)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(`retry: 100\nevent: header\ndata: ${JSON.stringify(current)}\n\n`)
      const rest =
        typeof seen === 'string' ? sent.filter(event => event.sequence > Number(seen)) : sent
      if (rest.length > 0) response.write(batch(rest))
      streams.add(response)
      response.on('close', () => streams.delete(response))
    } else if (request.method === 'POST') {
      controls.push(url.pathname)
      response.writeHead(204).end()
      if (url.pathname !== '/step') named('control', { paused: url.pathname === '/pause' })
    } else {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  function named(event: string, data: unknown): void {
    for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  return {
    address: `http://127.0.0.1:${port}/?token=${TOKEN}`,
    origin: `http://127.0.0.1:${port}`,
    controls,
    connections,
    send(events) {
      sent.push(...events)
      for (const stream of streams) stream.write(batch(events))
    },
    sendNamed: named,
    restart(next) {
      current = next
      sent = []
      for (const stream of streams) stream.destroy()
    },
    drop() {
      for (const stream of streams) stream.destroy()
    },
    close() {
      for (const stream of streams) stream.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

function batch(events: readonly TraceEvent[]): string {
  return `id: ${events[events.length - 1]?.sequence}\ndata: ${JSON.stringify(events)}\n\n`
}
