/**
 * Servers on loopback that play language models and tools, with their faults, and count what is asked of them.
 */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Conversation, DONE, type ModelEvent, serverSent, type ToolCall } from './protocol.ts'

/** A promise that somebody else resolves. */
export class Gate {
  open!: () => void
  readonly opened = new Promise<void>(resolve => {
    this.open = resolve
  })
}

/** A server, and what it knows about its requests. */
export class Mock {
  readonly server: Server
  /** Requests that are being answered now, and the most at a time. */
  running = 0
  most = 0
  /** Events that were sent. */
  sent = 0
  private readonly waiting = new Set<{ when: () => boolean; tell: () => void }>()
  private url = ''

  constructor(answer: (request: unknown, response: ServerResponse) => Promise<void>) {
    this.server = createServer(async (request, response) => {
      if (request.method === 'GET') return void this.probed(response)
      this.most = Math.max(this.most, ++this.running)
      response.once('close', () => {
        this.running--
        this.changed()
      })
      await answer(await json(request), response).catch(() => response.destroy())
    })
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`
    return this.url
  }

  /** Resolves when the condition holds, which is looked at after each request and each event. */
  until(when: () => boolean): Promise<void> {
    return new Promise(tell => {
      this.waiting.add({ when, tell })
      this.changed()
    })
  }

  /**
   * Resolves when the server has seen which of its requests have been let go of until now: one of our own, which is
   * let go of after them, arrives after them.
   */
  async caughtUp(): Promise<void> {
    const probe = new AbortController()
    const seen = new Promise<void>(resolve => {
      this.probed = response => response.once('close', resolve).flushHeaders()
    })
    await fetch(this.url, { signal: probe.signal })
    probe.abort()
    await seen
  }

  private probed: (response: ServerResponse) => void = () => {}

  changed(): void {
    for (const one of this.waiting)
      if (one.when()) {
        this.waiting.delete(one)
        one.tell()
      }
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}

export type Script = (conversation: Conversation) => AsyncIterable<ModelEvent>

/** A model that answers as the script says, no faster than its client reads. */
export function mockModel(script: Script): Mock {
  const mock = new Mock(async (conversation, response) => {
    async function* events(): AsyncGenerator<string, void> {
      for await (const event of script(conversation as Conversation)) {
        yield serverSent(event)
        mock.sent++
        mock.changed()
      }
      yield DONE
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    await pipeline(Readable.from(events(), { highWaterMark: 1 }), response)
  })
  return mock
}

/** A tool that holds its answers until so many are asked for at the same time, or for some milliseconds. */
export function mockTool(together: number, milliseconds: number): Mock {
  const mock = new Mock(async (call, response) => {
    const enough = mock.until(() => mock.running >= together)
    await Promise.race([enough, sleep(milliseconds, undefined, { ref: false })])
    mock.sent++
    const { argument } = call as ToolCall
    response.end(JSON.stringify(`${10 + argument.length} degrees`), () => mock.changed())
  })
  return mock
}
