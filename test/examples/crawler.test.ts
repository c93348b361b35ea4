import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { channel, parallel, scope, sleep } from 'hocket'
import { bubble } from 'hocket/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CrawlOptions, crawl, type Load, type Page, site } from '../../examples/crawler.ts'

/** What a crawl writes, and its summary. */
async function crawled(start: string, options: CrawlOptions) {
  const pages = channel<Page>('pages')
  const all: Page[] = []
  const [summary] = await parallel(
    () => crawl(start, pages.writer, options),
    async () => {
      for await (const page of pages.reader) all.push(page)
    },
  )
  return { pages: all, ...summary! }
}

describe('a site on loopback', () => {
  let [running, most] = [0, 0]
  const requests = new Map<string, number>()
  const server = createServer((request, response) => {
    most = Math.max(most, ++running)
    response.once('close', () => running--)
    requests.set(request.url!, (requests.get(request.url!) ?? 0) + 1)
    setImmediate(site, request, response)
  })
  let origin: string
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  const quickly = { count: 1_000, per: 1, burst: 1_000 }

  test('each page once, never more at a time than there are workers', async () => {
    const { pages, visited, dropped } = await crawled(`${origin}/page/0`, {
      workers: 5,
      politeness: quickly,
      frontier: 1_000,
    })
    // The pages 0 to 99, and the links of 33 to 99 to pages that are not there: 100 to 300.
    const expected = Array.from({ length: 301 }, (_, number) => `/page/${number}`)
    expect(pages.map(({ url }) => new URL(url).pathname).sort()).toEqual(expected.sort())
    expect(pages.filter(({ status }) => status === 404)).toHaveLength(201)
    expect([visited, dropped]).toEqual([301, 0])
    expect(new Set(requests.values())).toEqual(new Set([1]))
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(5)
  })

  test('a frontier of one address ends as well, and says what it dropped', async () => {
    const { visited, dropped } = await crawled(`${origin}/page/0`, {
      workers: 3,
      politeness: quickly,
      frontier: 1,
    })
    expect(visited).toBeGreaterThan(4)
    expect(dropped).toBeGreaterThan(0)
  })

  test('a site that is down is an answer', async () => {
    const { pages } = await crawled('http://127.0.0.1:1/', {
      workers: 2,
      politeness: quickly,
      frontier: 10,
    })
    expect(pages).toMatchObject([{ status: expect.stringContaining('failed'), links: [] }])
  })
})

/** A site without end: every page links to two more. */
const endless =
  (asked: (url: string) => void): Load =>
  async (url, signal) => {
    asked(url)
    await sleep(500, { signal })
    return { url, status: 200, links: [`${url}0`, `${url}1`] }
  }

test('politeness: no more in any second than was said, whatever the number of workers', () =>
  bubble(b =>
    b.run(async () => {
      const times: number[] = []
      const stop = new AbortController()
      const load = endless(() => {
        if (times.push(b.now) === 200) stop.abort(new Error('enough'))
      })
      const options = { workers: 50, frontier: 100, load, signal: stop.signal }
      const politeness = { count: 20, per: 1_000, burst: 5 }
      await expect(crawled('https://here/', { ...options, politeness })).rejects.toThrow('enough')
      for (const [at, from] of times.entries()) {
        const within = times.slice(at).filter(time => time <= from + 1_000).length
        expect(within).toBeLessThanOrEqual(5 + 20)
      }
      // And once there is work enough, no slower.
      expect(times[199]! - times[99]!).toBeCloseTo(100 * 50, 0)
    }),
  ))

test('a failing caller ends the crawl', async () => {
  const broken = scope(async s => {
    const pages = s.channel<Page>('pages')
    s.spawn(async () => {
      await pages.reader.read()
      throw new Error('the disk is full')
    })
    const load: Load = async url => ({ url, status: 200, links: [`${url}0`] })
    const politeness = { count: 1_000, per: 1, burst: 1_000 }
    return crawl('https://here/', pages.writer, { workers: 2, frontier: 10, load, politeness })
  })
  await expect(broken).rejects.toThrow('the disk is full')
})
