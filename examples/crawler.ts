/**
 * A crawler that is polite, and whose memory has a bound.
 *
 *              ┌────────────────── found ──────────────────┐
 *              ▼                                           │
 *          frontier ──next──▶ rateLimit ──polite──▶ visit ×n ──pages──▶ caller
 *
 * A circle of bounded channels is the classic way to deadlock: workers that wait to hand over links to a
 * frontier that waits to hand out work. Here the frontier selects between both, so it always takes what was
 * found; once it holds as many addresses as it may, further ones are counted and dropped. It also knows how many
 * pages are under way, and so when there is nothing left to do: then it ends, and all the others after it.
 *
 *     node --import tsx examples/crawler.ts
 */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { type ProcessContext, type Reader, scope, select, type Writer, when } from 'hocket'
import { component, type RateLimitOptions, rateLimit } from 'hocket/components'

export interface Page {
  readonly url: string
  /** The HTTP status, or why there is none. */
  readonly status: number | string
  /** Links to pages of the same site, without fragments. */
  readonly links: readonly string[]
}

/** Gets a page; how is left to the caller. */
export type Load = (url: string, signal: AbortSignal) => Promise<Page>

export interface CrawlOptions {
  /** How many pages may be under way at the same time. */
  readonly workers: number
  /** How often a page may be asked for. */
  readonly politeness: RateLimitOptions
  /** How many addresses may wait. */
  readonly frontier: number
  readonly load?: Load
  readonly signal?: AbortSignal
}

/** What the crawl as a whole came to. */
export interface Summary {
  readonly visited: number
  /** Addresses that were found when the frontier was full. */
  readonly dropped: number
}

/** Hands out each address once, and takes the pages that were found there. */
const frontier = component(async function frontier(
  start: string,
  capacity: number,
  found: Reader<Page>,
  next: Writer<string>,
): Promise<Summary> {
  const seen = new Set([start])
  const waiting = [start]
  let [visited, underWay, dropped] = [0, 0, 0]
  while (waiting.length > 0 || underWay > 0) {
    const chosen = await select({
      found,
      next: when(
        waiting.length > 0,
        next.offerWith(() => waiting[0] as string),
      ),
    })
    if (chosen.key === 'next') {
      waiting.shift()
      underWay++
      continue
    }
    visited++
    underWay--
    for (const link of chosen.value.links) {
      if (seen.has(link)) continue
      // An address that is dropped is not remembered either: if it is found again later, there may be room.
      if (waiting.length >= capacity) dropped++
      else {
        seen.add(link)
        waiting.push(link)
      }
    }
  }
  return { visited, dropped }
})

/** Visits pages one after the other, and tells both the caller and the frontier of each. */
const visit = component(async function visit(
  this: ProcessContext,
  load: Load,
  urls: Reader<string>,
  pages: Writer<Page>,
  found: Writer<Page>,
) {
  for await (const url of urls) {
    const page = await load(url, this.signal)
    await pages.write(page)
    await found.write(page)
  }
})

/** Crawls a site from an address on; writes each page, and closes `pages` in the end. */
export function crawl(start: string, pages: Writer<Page>, options: CrawlOptions): Promise<Summary> {
  const { workers, politeness, frontier: capacity, load = loadPage, signal } = options
  return scope(
    async s => {
      const next = s.channel<string>('next')
      const polite = s.channel<string>('polite')
      const found = s.channel<Page>('found')
      const summary = s.spawn(frontier(start, capacity, found.reader, next.writer))
      s.spawn(rateLimit(next.reader, polite.writer, politeness))
      for (let left = workers; left > 0; left--)
        s.spawn(visit(load, polite.reader, pages.lease(), found.writer.lease()))
      return (await summary.done) as Summary
    },
    { signal, name: 'crawl' },
  )
}

/** Gets a page over HTTP. A page that cannot be had is an answer too. */
async function loadPage(url: string, signal: AbortSignal): Promise<Page> {
  try {
    const response = await fetch(url, { signal })
    const hrefs = (await response.text()).matchAll(/<a\s[^>]*href="([^"]*)"/g)
    const links = new Set<string>()
    for (const [, href] of hrefs) {
      const link =
        URL.canParse(href as string, response.url) && new URL(href as string, response.url)
      if (!link || link.origin !== new URL(url).origin) continue
      link.hash = ''
      links.add(link.href)
    }
    return { url, status: response.status, links: [...links] }
  } catch (error) {
    signal.throwIfAborted()
    return { url, status: (error as Error).message, links: [] }
  }
}

/** A site of a hundred pages that link to each other, to nowhere, and to another site. */
export const site: RequestListener = (request, response) => {
  const number = Number(/^\/page\/(\d+)$/.exec(request.url ?? '')?.[1] ?? -1)
  if (!(number >= 0 && number < 100)) return void response.writeHead(404).end('not here')
  const links = [number * 3 + 1, number * 3 + 2, number * 3 + 3, Math.floor(number / 3)]
  const anchors = links.map(to => `<a href="${to}#top">page ${to}</a>`).join(' ')
  response.end(`<h1>page ${number}</h1> ${anchors} <a href="http://elsewhere.invalid/">away</a>`)
}

async function main(): Promise<void> {
  const server = createServer(site).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const start = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page/0`
  const statuses = new Map<number | string, number>()
  const { visited, dropped } = await scope(async s => {
    const pages = s.channel<Page>('pages')
    s.spawn(async () => {
      for await (const { status } of pages.reader)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
    })
    const politeness = { count: 400, per: 1_000, burst: 8 }
    return crawl(start, pages.writer, { workers: 4, politeness, frontier: 250 })
  })
  server.close()
  server.closeAllConnections()
  console.log(`${visited} pages visited, ${dropped} links dropped by a full frontier`)
  for (const [status, count] of statuses) console.log(`  ${status}: ${count}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
