/**
 * A client of an API that may be asked so many times a second, and sometimes fails.
 *
 *     callers ──calls──▶ answer ×n ──▶ the service
 *                          ▲
 *     permits ──▶ rateLimit┘
 *
 * A call channel makes a server of it: whoever calls waits for the reply, and who has lost interest aborts. Before
 * every attempt, also a repeated one, a worker reads a permit from a channel that is limited in its rate, so the
 * limit holds for all of them together and nobody keeps the time. An attempt has a time limit; when it fails it
 * is made again by `supervise`, after delays that grow, and later if the service says so. A refusal (404) is an
 * answer and is not repeated.
 *
 *     node --import tsx examples/api-client.ts
 */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import {
  type Call,
  callChannel,
  exponential,
  type ProcessContext,
  type Reader,
  type Restart,
  scope,
  supervise,
} from 'hocket'
import { component, numbers, type RateLimitOptions, rateLimit } from 'hocket/components'
import { anySignal } from 'hocket/interop'

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly status: number }

export interface ClientOptions {
  readonly origin: string
  readonly rate: RateLimitOptions
  /** How many requests may be under way. */
  readonly workers: number
  /** How often an attempt is repeated. */
  readonly retries: number
  /** Milliseconds that an attempt may take. */
  readonly limit: number
  /** Milliseconds before the first repetition; each further one takes twice as long, up to ten times this. */
  readonly delay: number
  readonly onRetry?: (path: string, restart: Restart) => void
  readonly fetch?: typeof globalThis.fetch
}

/** Answers calls for paths until there are no more. */
export const apiClient = component(async function apiClient(
  this: ProcessContext,
  calls: Reader<Call<string, Answer>>,
  options: ClientOptions,
) {
  await scope(
    async s => {
      const due = s.channel<number>('due')
      const permits = s.channel<number>('permits')
      s.spawn(numbers(due.writer))
      s.spawn(rateLimit(due.reader, permits.writer, options.rate))
      const workers = Array.from({ length: options.workers }, (_, at) =>
        s.spawn(() => answer(calls, permits.reader, options, s.signal), { name: `answer ${at}` }),
      )
      for (const { done } of workers) await done
      // Nobody reads permits any more, so the two that make them end.
      permits.reader.close()
    },
    { signal: this.signal, name: 'api client' },
  )
})

/** Answers one call after the other. What goes wrong with a call is its caller's affair. */
async function answer(
  calls: Reader<Call<string, Answer>>,
  permits: Reader<number>,
  options: ClientOptions,
  ended: AbortSignal,
): Promise<void> {
  const { retries: restarts, delay, onRetry } = options
  const growing = exponential({ first: delay, max: 10 * delay })
  for await (const call of calls) {
    const path = call.request
    using interest = anySignal(ended, call.signal)
    try {
      const reply = await supervise(({ signal }) => attempt(path, permits, options, signal), {
        restarts,
        backoff: (restart, error) =>
          growing(restart) + (error instanceof BusyError ? error.wait : 0),
        signal: interest.signal,
        name: path,
        onRestart: restart => onRetry?.(path, restart),
      })
      call.reply(reply as Answer)
    } catch (error) {
      ended.throwIfAborted()
      call.fail(error)
    }
  }
}

/** The service could not answer now. */
class BusyError extends Error {
  override name = 'BusyError'
  /** Milliseconds that it asks to wait before the next attempt. */
  readonly wait: number

  constructor(message: string, wait: number) {
    super(message)
    this.wait = wait
  }
}

/** Asks once. Throws where it makes sense to ask again. */
async function attempt(
  path: string,
  permits: Reader<number>,
  { origin, limit, fetch = globalThis.fetch }: ClientOptions,
  signal: AbortSignal,
): Promise<Answer> {
  await permits.read({ signal })
  const { response, body } = await scope(
    async s => {
      const response = await fetch(new URL(path, origin), { signal: s.signal })
      return { response, body: await (response.ok ? response.json() : response.text()) }
    },
    { timeout: limit, signal, name: `GET ${path}` },
  )
  const { ok, status, headers } = response
  if (ok) return { ok, body }
  if (status !== 429 && status < 500) return { ok, status }
  // It may also say a date; then the growing delay alone has to do.
  const seconds = Number(headers.get('retry-after')) || 0
  throw new BusyError(`${path}: the service answered ${status}`, seconds * 1_000)
}

/** A service that is busy at every third request, forgets one, and has no item 13. */
function unreliable(): RequestListener {
  let requests = 0
  return (request, response) => {
    const number = ++requests
    if (number === 5) return
    if (number % 3 === 0) return void response.writeHead(503).end()
    if (request.url === '/items/13') return void response.writeHead(404).end()
    response.end(JSON.stringify({ item: request.url }))
  }
}

async function main(): Promise<void> {
  const server = createServer(unreliable()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let retried = 0
  const began = performance.now()
  await scope(async s => {
    const api = s.own(callChannel<string, Answer>('api'))
    const options: ClientOptions = {
      origin,
      rate: { count: 50, per: 1_000, burst: 5 },
      workers: 4,
      retries: 5,
      limit: 300,
      delay: 20,
      onRetry(path, { attempt, delay, error }) {
        retried++
        const { message } = error as Error
        if (retried <= 3)
          console.log(`${message}; attempt ${attempt} of ${path}, again in ${delay} ms`)
      },
    }
    s.spawn(apiClient(api.requests, options))
    const paths = Array.from({ length: 20 }, (_, at) => `/items/${at}`)
    const answers = await Promise.all(paths.map(path => api.call(path)))
    const refused = answers.flatMap((answer, at) =>
      answer.ok ? [] : [`${paths[at]} ${answer.status}`],
    )
    console.log(
      `${20 - refused.length} answers after ${retried} retries; refused: ${refused.join(', ')}`,
    )
    api.close()
  })
  server.close()
  server.closeAllConnections()
  console.log(
    `at most 50 requests a second, in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
