import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.ts'
import { writeJsonLines } from '../../src/trace/json-lines.ts'
import { type Compiled, compile } from './compiled.ts'

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
  // Any page will do: what it shows is tested with the viewer.
  mkdirSync(join(compiled.folder, 'viewer/dist'), { recursive: true })
  writeFileSync(join(compiled.folder, 'viewer/dist/index.html'), '<title>the page</title>')
})
afterAll(() => compiled.remove())

let running: ChildProcess | undefined
afterEach(() => running?.kill())

/** Starts `hocket view` and gives the address that it prints. */
async function view(...args: string[]): Promise<URL> {
  const main = join(compiled.folder, 'src/cli/main.js')
  const child = spawn(process.execPath, [main, 'view', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  running = child
  const [printed] = await once(child.stdout, 'data')
  child.stdout.resume()
  return new URL(String(printed).split('\n')[0]!)
}

function fetchStatus(
  url: URL,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    // `fetch` does not let its caller choose these headers.
    const sent = request(url, { method, headers }, response => {
      response.destroy()
      resolve(response.statusCode!)
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** The messages of the event stream up to its end. */
async function messages(address: URL, after?: number): Promise<{ event: string; data: unknown }[]> {
  const url = new URL(address)
  url.pathname = '/events'
  const headers = after === undefined ? {} : { 'last-event-id': String(after) }
  const text = await (await fetch(url, { headers })).text()
  return text
    .split('\n\n')
    .filter(Boolean)
    .map(message => {
      const fields = new Map(
        message.split('\n').map(line => line.split(/: (.*)/s) as [string, string]),
      )
      return { event: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data')!) }
    })
}

const eventsOf = (all: { event: string; data: unknown }[]) =>
  all.filter(({ event }) => event === 'message').flatMap(({ data }) => data as TraceEvent[])

function trace(): string {
  const events = Array.from({ length: 4500 }, (_, i): TraceEvent => {
    return {
      sequence: i,
      time: i,
      kind: 'rendezvous',
      channel: 1,
      writer: 1,
      reader: 2,
      count: i + 1,
    }
  })
  const path = join(compiled.folder, 'trace.jsonl')
  if (!existsSync(path)) writeFileSync(path, writeJsonLines(events))
  return path
}

describe('the page is for this machine and this user only', () => {
  test('with the token it is served, and may not be framed or kept', async () => {
    const address = await view(trace())
    expect(address.hostname).toBe('127.0.0.1')
    expect(address.searchParams.get('token')!.length).toBeGreaterThanOrEqual(32)
    const response = await fetch(address)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<title>the page</title>')
    expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'none'")
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('it is refused without the token, from another origin, and under another name', async () => {
    const address = await view(trace())
    const without = new URL(address)
    without.search = ''
    const wrong = new URL(address)
    wrong.searchParams.set('token', 'x'.repeat(32))
    for (const path of ['/', '/events']) {
      for (const url of [without, wrong]) {
        url.pathname = path
        expect(await fetchStatus(url)).toBe(403)
      }
      const right = new URL(path + address.search, address)
      expect(await fetchStatus(right, 'GET', { origin: 'http://example.com' })).toBe(403)
      expect(await fetchStatus(right, 'GET', { host: `example.com:${address.port}` })).toBe(403)
      expect(await fetchStatus(right, 'POST', { origin: 'http://example.com' })).toBe(403)
      expect(await fetchStatus(right, 'GET', { origin: address.origin })).toBe(200)
    }
  })

  test('what the server cannot do it says', async () => {
    const address = await view(trace())
    const at = (path: string) => new URL(path + address.search, address)
    expect(await fetchStatus(at('/pause'), 'POST')).toBe(501)
    expect(await fetchStatus(at('/nothing'))).toBe(404)
    expect(await fetchStatus(at('/'), 'DELETE')).toBe(405)
  })
})

describe('the event stream', () => {
  test('of a trace: a header, every event once and in order, the end', async () => {
    const all = await messages(await view(trace()))
    expect(all[0]).toMatchObject({
      event: 'header',
      data: { format: 'hocket-trace', version: 1, mode: 'recorded' },
    })
    expect(all[1]).toEqual({ event: 'control', data: { paused: false } })
    expect(all.at(-1)).toEqual({ event: 'end', data: {} })
    expect(eventsOf(all).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 4500 }, (_, i) => i),
    )
    for (const { data } of all)
      if (Array.isArray(data)) expect(data.length).toBeLessThanOrEqual(2000)
  })

  test('goes on after the event that the page has seen last', async () => {
    const all = await messages(await view(trace()), 4490)
    expect(eventsOf(all).map(({ sequence }) => sequence)).toEqual([
      4491, 4492, 4493, 4494, 4495, 4496, 4497, 4498, 4499,
    ])
  })

  test('of a program: what it did up to its end, the deadlock included', async () => {
    const program = compiled.program('deadlocked')
    const all = await messages(await view('--debug', program, '--', 'two that read first'))
    expect(all[0]).toMatchObject({ event: 'header', data: { mode: 'live' } })
    const events = eventsOf(all)
    expect(events.filter(({ kind }) => kind === 'park')).toHaveLength(2)
    expect(events.at(-1)).toMatchObject({ kind: 'deadlock', stuck: [1, 2], knot: [1, 2] })
  })
})

/** A program whose processes communicate until they are told to stop. */
const ENDLESS = `
  const c = channel('numbers')
  process.on('SIGTERM', () => process.exit())
  void parallel(
    async function source() { for (let i = 0; ; i++) await c.writer.write(i) },
    async function sink() { for await (const _ of c.reader) await sleep(1) },
  )`

const write = (name: string, body: string): string =>
  compiled.write(name, `import { channel, parallel, sleep } from './src/node.js'\n${body}\n`)

/** Reads the event stream until a control event says so. */
async function untilPaused(address: URL, paused: boolean): Promise<void> {
  const url = new URL(`/events${address.search}`, address)
  const response = await fetch(url)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.includes(`event: control\ndata: ${JSON.stringify({ paused })}\n`)) return
  }
  throw new Error('the stream has ended')
}

describe('a live program', () => {
  test('is held, makes steps, and goes on', async () => {
    const address = await view(write('endless.js', ENDLESS))
    const post = (path: string) => fetchStatus(new URL(path + address.search, address), 'POST')
    expect(await post('/pause')).toBe(204)
    await untilPaused(address, true)
    expect(await post('/step')).toBe(204)
    expect(await post('/leap')).toBe(404)
    expect(await post('/resume')).toBe(204)
    await untilPaused(address, false)
  })

  test('ends with its page when the command is told to end', async () => {
    await view(write('endless.js', ENDLESS))
    running!.kill()
    // With the program's own exit code, which depends on how far it has come.
    const [code] = await once(running!, 'exit')
    expect([0, 143]).toContain(code)
  })

  test('draws itself by view(), which does not keep it running', async () => {
    const path = write(
      'viewing.js',
      `import { view } from './src/view/index.js'
      const { address } = await view()
      const c = channel('numbers')
      await parallel(() => c.writer.write(1), () => c.reader.read())
      const page = await fetch(address)
      const stream = await fetch(address.replace('/?', '/events?'))
      const reader = stream.body.getReader()
      const { value } = await reader.read()
      await reader.cancel()
      await page.text()
      console.log(page.status, new TextDecoder().decode(value).includes('"program":"viewing.js"'))`,
    )
    expect(await compiled.node(path)).toEqual({ code: 0, stdout: '200 true\n', stderr: '' })
  })
})
