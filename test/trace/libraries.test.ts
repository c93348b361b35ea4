/**
 * The exports read by the libraries that they are written for. They are installed with the viewer, which needs
 * heavy packages anyway.
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { networkToDot, waitGraphToDot } from '../../src/trace/dot.ts'
import { toMermaid } from '../../src/trace/mermaid.ts'
import { networkOf } from '../../src/trace/network.ts'
import { toPerfetto } from '../../src/trace/perfetto.ts'
import { findStuck } from '../../src/trace/wait-graph.ts'
import { waitsOf } from '../../src/trace/waits.ts'
import { launch } from '../viewer/page/browser.ts'
import { awkward, commstime, everything } from './samples.ts'

const { resolve } = createRequire(new URL('../../viewer/package.json', import.meta.url))
const load = <T>(name: string) => import(pathToFileURL(resolve(name)).href) as Promise<T>

describe('the Chrome trace, in the model of TracerBench', () => {
  interface Slice {
    readonly name: string
    readonly ph: string
    readonly start: number
    readonly end: number
    readonly parent?: Slice
  }
  interface Model {
    readonly threads: readonly { readonly name?: string; readonly events: readonly Slice[] }[]
  }

  async function modelOf(json: string): Promise<Model> {
    interface Library {
      readonly default: { buildModel(events: unknown): { processes: readonly Model[] } }
    }
    const library = (await load<Library>('@tracerbench/trace-model')).default
    const { processes } = library.buildModel(JSON.parse(json).traceEvents)
    expect(processes).toHaveLength(1)
    return processes[0]!
  }

  test('commstime: a thread for each process, and communications inside of their lives', async () => {
    const { threads } = await modelOf(toPerfetto(await commstime(50), { program: 'commstime' }))
    const processes = threads.filter(({ events }) => events.some(({ ph }) => ph === 'X'))
    expect(processes.map(({ name }) => name).sort()).toEqual([
      'consumer',
      'delta',
      'logger',
      'prefix',
      'successor',
    ])
    for (const { name, events } of processes) {
      const slices = events.filter(({ ph }) => ph === 'X')
      const life = slices.find(slice => slice.name === name)!
      for (const slice of slices) {
        if (slice === life) continue
        expect(slice.parent).toBe(life)
        expect(slice.start).toBeGreaterThanOrEqual(life.start)
        expect(slice.end).toBeLessThanOrEqual(life.end)
      }
    }
  })

  test('every arrow and every blocked interval that begins also ends, not before', async () => {
    for (const events of [await commstime(20), everything()]) {
      const { threads } = await modelOf(toPerfetto(events))
      const all = threads.flatMap(thread => thread.events)
      const pairs = [
        ['s', 'f'],
        ['b', 'e'],
      ] as const
      for (const [begin, end] of pairs) {
        const begins = all.filter(({ ph }) => ph === begin).map(idOf)
        const ends = new Map(all.filter(({ ph }) => ph === end).map(idOf))
        expect(begins.length).toBeGreaterThan(0)
        expect(ends.size).toBe(begins.length)
        for (const [id, event] of begins) {
          expect(ends.get(id)!.start).toBeGreaterThanOrEqual(event.start)
        }
      }
    }
  })

  function idOf(event: Slice): [string, Slice] {
    return [(event as unknown as { traceEvent: { id: string } }).traceEvent.id, event]
  }

  test('slices of a thread never overlap by half', async () => {
    const { threads } = await modelOf(toPerfetto(everything()))
    for (const { events } of threads) {
      const slices = events.filter(({ ph }) => ph === 'X')
      for (const [i, one] of slices.entries()) {
        for (const other of slices.slice(i + 1)) {
          const apart = other.start >= one.end || one.start >= other.end
          const inside =
            (one.start <= other.start && other.end <= one.end) ||
            (other.start <= one.start && one.end <= other.end)
          expect(apart || inside).toBe(true)
        }
      }
    }
  })
})

describe('DOT, rendered by Graphviz', () => {
  interface Viz {
    renderString(dot: string, options: { format: string }): string
    renderJSON(dot: string): { objects?: { name: string; label?: string }[]; edges?: unknown[] }
  }
  let viz: Viz
  beforeAll(async () => {
    const { instance } = await load<{ instance(): Promise<Viz> }>('@viz-js/viz')
    viz = await instance()
  })

  test('the network of commstime: five processes, five channels, and who uses what', async () => {
    const network = networkOf(await commstime(3))
    const { objects, edges } = viz.renderJSON(networkToDot(network))
    const labels = objects!.map(({ label }) => label!.split('\\n')[0])
    for (const name of ['prefix', 'delta', 'successor', 'consumer', 'logger', 'forth']) {
      expect(labels).toContain(name)
    }
    // Four channels with a writer and a reader each, and the log, which one process uses at both ends.
    expect(edges).toHaveLength(10)
  })

  test('awkward names come out as they went in', () => {
    const network = networkOf(everything())
    const { objects } = viz.renderJSON(networkToDot(network))
    expect(objects).toHaveLength(2 * awkward.length)
    const svg = viz.renderString(networkToDot(network), { format: 'svg' })
    expect(svg).toContain('a &quot;quoted&quot; name; with #35; &lt;b&gt;&amp;amp;&lt;/b&gt;')
    expect(svg).toContain('日本語 🎼')
  })

  test('the wait-for graph: knots red', () => {
    const network = networkOf(everything())
    const waits = waitsOf(network, { closed: true })
    const dot = waitGraphToDot(network, waits, findStuck(waits))
    expect(viz.renderString(dot, { format: 'svg' })).toContain('<svg')
    const ring = [1, 2].map(process => ({
      process,
      all: false,
      guards: [{ guard: { channel: 1, direction: 'read' as const }, servers: [3 - process] }],
    }))
    const svg = viz.renderString(waitGraphToDot(network, ring, findStuck(ring)), { format: 'svg' })
    expect(svg.match(/stroke="red"/g)!.length).toBeGreaterThanOrEqual(4)
  })
})

describe('Mermaid, rendered by Mermaid in Chromium', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launch()
    page = await browser.newPage()
    await page.setContent('<!doctype html><body></body>')
    await page.addScriptTag({ path: resolve('mermaid').replace(/[^/]*$/, 'mermaid.min.js') })
  })
  afterAll(() => browser?.close())

  /** The texts of the picture. */
  async function textsOf(diagram: string): Promise<string[]> {
    return page.evaluate(async source => {
      const { mermaid } = globalThis as unknown as {
        mermaid: { render(id: string, source: string): Promise<{ svg: string }> }
      }
      const { svg } = await mermaid.render('picture', source)
      const { body } = (
        globalThis as unknown as {
          document: {
            body: {
              innerHTML: string
              querySelectorAll(s: string): Iterable<{ textContent: string }>
            }
          }
        }
      ).document
      body.innerHTML = svg
      return Array.from(body.querySelectorAll('text'), text => text.textContent)
    }, diagram)
  }

  test('commstime', async () => {
    const texts = await textsOf(toMermaid(await commstime(3)))
    for (const name of ['prefix', 'delta', 'successor', 'consumer']) expect(texts).toContain(name)
    expect(texts.filter(text => text === 'out')).toHaveLength(3)
  })

  test('every kind of event, and awkward names as they went in', async () => {
    const texts = await textsOf(toMermaid(everything(), { last: Number.POSITIVE_INFINITY }))
    const all = texts.join('\n').replace(/\s+/g, ' ')
    for (const name of ['日本語 🎼', 'end', '<b>&amp;</b>', 'participant p9', '%%']) {
      expect(all).toContain(name)
    }
    expect(all).toContain('deadlocked')
  })
})
