/**
 * The client against a service on loopback that fails in every way, and in virtual time, where the rate and the
 * delays can be told exactly.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { callChannel, GaveUpError, scope, sleep, TimeoutError } from 'hocket'
import { bubble } from 'hocket/testing'
import { describe, expect, test } from 'vitest'
import { type Answer, apiClient, type ClientOptions } from '../../examples/api-client.ts'

type Call = (path: string, options?: { signal?: AbortSignal }) => Promise<Answer>

const OPTIONS: ClientOptions = {
  origin: 'https://service/',
  rate: { count: 1_000, per: 1, burst: 1_000 },
  workers: 4,
  retries: 3,
  limit: 60_000,
  delay: 1,
}

/** Runs a client; it must end when no more calls are made. */
function withClient(options: Partial<ClientOptions>, body: (call: Call) => Promise<void>) {
  return scope(async s => {
    const api = s.own(callChannel<string, Answer>('api'))
    s.spawn(apiClient(api.requests, { ...OPTIONS, ...options }))
    await body((path, options) => api.call(path, options))
    api.close()
  })
}

describe('on loopback', () => {
  type Script = (request: IncomingMessage, response: ServerResponse, visit: number) => void

  /** A service that is told how often it has been asked for this path. */
  async function withService(
    script: Script,
    options: Partial<ClientOptions>,
    body: (call: Call, visits: Map<string, number>) => Promise<void>,
  ): Promise<void> {
    const visits = new Map<string, number>()
    const server = createServer((request, response) => {
      const visit = (visits.get(request.url!) ?? 0) + 1
      visits.set(request.url!, visit)
      script(request, response, visit)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      await withClient({ ...options, origin }, call => body(call, visits))
    } finally {
      server.close()
      server.closeAllConnections()
    }
  }

  test('repeats what failed until it succeeds, and tells of it', () => {
    const retried: string[] = []
    return withService(
      (request, response, visit) => {
        if (visit < 3) response.writeHead(visit === 1 ? 503 : 429).end()
        else response.end(JSON.stringify(request.url))
      },
      { onRetry: (path, { attempt }) => retried.push(`${path} ${attempt}`) },
      async (call, visits) => {
        const answers = await Promise.all([call('/a'), call('/b')])
        expect(answers).toEqual(['/a', '/b'].map(body => ({ ok: true, body })))
        expect(Object.fromEntries(visits)).toEqual({ '/a': 3, '/b': 3 })
        expect(retried.sort()).toEqual(['/a 1', '/a 2', '/b 1', '/b 2'])
      },
    )
  })

  test('gives up in the end; a call that fails disturbs no other', () =>
    withService(
      (request, response) => {
        if (request.url === '/broken') response.writeHead(500).end()
        else response.end('1')
      },
      {},
      async (call, visits) => {
        const broken = call('/broken')
        expect(await call('/fine')).toEqual({ ok: true, body: 1 })
        const error = await broken.catch(error => error)
        expect(error).toBeInstanceOf(GaveUpError)
        expect(error.cause.message).toBe('/broken: the service answered 500')
        expect(visits.get('/broken')).toBe(4)
      },
    ))

  test('takes a refusal for an answer', () =>
    withService(
      (_, response) => response.writeHead(404).end(),
      {},
      async (call, visits) => {
        expect(await call('/nothing')).toEqual({ ok: false, status: 404 })
        expect(visits.get('/nothing')).toBe(1)
      },
    ))

  test('a service that does not answer, or stops in the middle, is asked again', () =>
    withService(
      (request, response, visit) => {
        if (visit > 1) response.end('2')
        else if (request.url === '/middle') response.writeHead(200).write('[1,')
      },
      { limit: 100 },
      async call => {
        const answers = await Promise.all([call('/silent'), call('/middle')])
        expect(answers).toEqual([1, 2].map(() => ({ ok: true, body: 2 })))
      },
    ))

  test('a caller who has lost interest ends the request', async () => {
    const interest = new AbortController()
    let closed!: () => void
    const gone = new Promise<void>(resolve => {
      closed = resolve
    })
    await withService(
      (_, response) => {
        response.once('close', closed)
        interest.abort(new Error('never mind'))
      },
      {},
      async call => {
        await expect(call('/slow', { signal: interest.signal })).rejects.toThrow('never mind')
        await gone
      },
    )
  })
})

describe('in virtual time', () => {
  const response = (status: number, headers = {}) => new Response('{}', { status, headers })

  test('attempts, first and repeated, keep the rate together', () =>
    bubble(b =>
      b.run(async () => {
        const times: number[] = []
        const fetch = async () => response(times.push(b.now) % 2 === 0 ? 200 : 503)
        const rate = { count: 10, per: 1_000, burst: 2 }
        await withClient({ fetch, rate, workers: 8, retries: 9 }, async call => {
          await Promise.all(Array.from({ length: 20 }, (_, at) => call(`/${at}`)))
        })
        expect(times.length).toBeGreaterThanOrEqual(40)
        for (const [at, from] of times.entries()) {
          const within = times.slice(at).filter(time => time < from + 1_000).length
          expect(within).toBeLessThanOrEqual(2 + 10)
        }
      }),
    ))

  test.each([
    ['delays that grow, up to ten times the first', {}, [0, 100, 300, 700, 1_500, 2_500]],
    [
      'and what the service asks for',
      { 'retry-after': '2' },
      [0, 2_100, 4_300, 6_700, 9_500, 12_500],
    ],
  ])('%s', (_, headers, expected) =>
    bubble(b =>
      b.run(async () => {
        const times: number[] = []
        const fetch = async () => {
          times.push(b.now)
          return response(503, headers)
        }
        await withClient({ fetch, retries: 5, delay: 100 }, async call => {
          await expect(call('/')).rejects.toThrow(GaveUpError)
        })
        expect(times).toEqual(expected)
      }),
    ),
  )

  test('an attempt has a time limit', () =>
    bubble(b =>
      b.run(async () => {
        const fetch: ClientOptions['fetch'] = async (_, init) => {
          await sleep(10_000, { signal: init!.signal! })
          return response(200)
        }
        await withClient({ fetch, retries: 0, limit: 250 }, async call => {
          const error = await call('/').catch(error => error)
          expect(error.cause).toBeInstanceOf(TimeoutError)
          expect(b.now).toBe(250)
        })
      }),
    ))
})
