/**
 * A server on loopback that knows which of its answers are still under way.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export class Loopback implements AsyncDisposable {
  /** Answers that have begun and whose connection is open. */
  readonly open = new Set<ServerResponse>()
  private readonly server: Server
  private waiting: (() => void)[] = []

  constructor(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    this.server = createServer((request, response) => {
      this.open.add(response)
      response.on('close', () => {
        this.open.delete(response)
        this.changed()
      })
      answer(request, response)
      this.changed()
    })
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return this
  }

  get url(): string {
    const { port } = this.server.address() as { port: number }
    return `http://127.0.0.1:${port}/`
  }

  /** Waits until that many answers are under way. */
  async underWay(count: number): Promise<void> {
    while (this.open.size !== count)
      await new Promise<void>(resolve => {
        this.waiting.push(resolve)
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private changed(): void {
    const { waiting } = this
    this.waiting = []
    for (const wake of waiting) wake()
  }
}

/** Sends tokens for ever, no faster than they are taken. */
export function tokens(_: IncomingMessage, response: ServerResponse): void {
  const token = Buffer.alloc(16 * 1024, 'token ')
  const send = (): void => {
    while (!response.destroyed && response.write(token));
  }
  response.on('drain', send)
  send()
}
