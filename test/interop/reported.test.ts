/**
 * Bugs that users of streams and agents have reported, rebuilt as small programs on loopback: each first as it was
 * reported, to show that the program has it, then with hocket, which has not.
 */
import { getEventListeners, once, setMaxListeners } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { tee } from '../../src/components/index.ts'
import { after, channel, scope, select, sync } from '../../src/index.ts'
import { fromReadableStream, released } from '../../src/interop/index.ts'
import { fromWritable } from '../../src/interop/node/index.ts'
import { outcome } from '../core/flavours.ts'
import { Loopback, tokens } from './loopback.ts'

/** Whether a promise is still pending when the event loop has had many turns. */
async function stillPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true
  const settled = (): void => {
    pending = false
  }
  promise.then(settled, settled)
  for (let turn = 0; turn < 50; turn++) await delay(1)
  return pending
}

const bodyOf = async (url: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> => {
  const response = await fetch(url, signal === undefined ? {} : { signal })
  return response.body as ReadableStream<Uint8Array>
}

// nodejs/node#41159, nodejs/node#58399, whatwg/fetch#1286; in an assistant: s2b-dev/smart-second-brain#501.
describe('an abort that a locked stream ignores', () => {
  test('as reported: cancelling the body is refused, and the server goes on', async () => {
    await using server = await new Loopback(tokens).listen()
    const body = await bodyOf(server.url)
    const reader = body.getReader()
    await reader.read()
    const controller = new AbortController()
    let refused: unknown
    controller.signal.addEventListener('abort', () => {
      body.cancel(controller.signal.reason).catch(error => {
        refused = error
      })
    })
    controller.abort()
    await delay(20)
    expect(refused).toBeInstanceOf(TypeError)
    expect(server.open.size).toBe(1)
    await reader.cancel()
  })

  test('hocket: the adapter that holds the lock cancels, also while nothing comes', async () => {
    for (const answer of [tokens, silent]) {
      await using server = await new Loopback(answer).listen()
      const controller = new AbortController()
      const body = await bodyOf(server.url)
      const reader = fromReadableStream(body, { signal: controller.signal })
      await reader.read()
      const reading = answer === silent ? outcome(reader.read()) : null
      controller.abort(new Error('stop'))
      await released(reader)
      await server.underWay(0)
      expect(body.locked).toBe(false)
      expect((await (reading ?? outcome(reader.read()))).error).toMatchObject({ message: /stop/ })
    }
  })
})

const silent: ConstructorParameters<typeof Loopback>[0] = (_, response) =>
  void response.write('token')

// simstudioai/sim#5671 ("Abort hangs on stream backpressure"); whatwg/streams#619.
describe('an abort held up by backpressure', () => {
  /** Asks and reads nothing of the answer: a client that has stalled. */
  async function stalled(url: string) {
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await once(socket, 'connect')
    return socket
  }

  /** Waits until nothing moves any more: until all the buffers on the way are full. */
  async function stuck(copied: () => number): Promise<void> {
    for (let before = -1; before !== copied(); await delay(50)) before = copied()
  }

  test('as reported: the source is cancelled, and the copy waits for a drain that never comes', async () => {
    await using upstream = await new Loopback(tokens).listen()
    const controller = new AbortController()
    let copying!: Promise<void>
    let copied = 0
    await using proxy = await new Loopback(async (_, response) => {
      const source = (await bodyOf(upstream.url)).getReader()
      controller.signal.addEventListener('abort', () => void source.cancel())
      copying = (async () => {
        for (;;) {
          const { done, value } = await source.read()
          if (done) return
          copied += value.length
          if (!response.write(value)) await once(response, 'drain')
        }
      })()
      copying.catch(() => {})
    }).listen()
    const client = await stalled(proxy.url)
    await upstream.underWay(1)
    await stuck(() => copied)
    controller.abort()
    await upstream.underWay(0)
    expect(await stillPending(copying)).toBe(true)
    expect(proxy.open.size).toBe(1)
    client.destroy()
  })

  test('hocket: both sides are let go of at once', async () => {
    await using upstream = await new Loopback(tokens).listen()
    const controller = new AbortController()
    let copying!: Promise<void>
    let copied = 0
    await using proxy = await new Loopback((_, response) => {
      copying = scope(
        async s => {
          const source = s.own(fromReadableStream(await bodyOf(upstream.url)))
          const sink = s.own(fromWritable<Uint8Array>(response))
          for await (const chunk of source) {
            await sink.write(chunk)
            copied += chunk.length
          }
        },
        { signal: controller.signal },
      )
      copying.catch(() => {})
    }).listen()
    const client = await stalled(proxy.url)
    await upstream.underWay(1)
    await stuck(() => copied)
    controller.abort(new Error('stop'))
    await expect(copying).rejects.toThrow('stop')
    await Promise.all([upstream.underWay(0), proxy.underWay(0)])
    client.destroy()
  })
})

// featurist/promise-limit#2, evilsoft/crocks#519, mdn/content#40340; in an agent: earendil-works/pi#3024.
describe('siblings that run on after a failure', () => {
  /** Tools of which the first fails at once and the others take effect a little later. */
  function tools() {
    const effects: string[] = []
    const server = new Loopback((request, response) => {
      if (request.url === '/fails') return void response.writeHead(500).end('no')
      const effect = setTimeout(() => {
        effects.push(String(request.url))
        response.end('done')
      }, 100)
      response.on('close', () => clearTimeout(effect))
    })
    return { effects, server }
  }

  const call = async (url: string, signal?: AbortSignal): Promise<string> => {
    const response = await fetch(url, signal === undefined ? {} : { signal })
    if (!response.ok) throw new Error(`the tool answered ${response.status}`)
    return response.text()
  }

  test('as reported: the calls beside the one that failed take effect', async () => {
    const { effects, server } = tools()
    await using running = await server.listen()
    const calls = ['fails', 'one', 'other'].map(tool => call(`${running.url}${tool}`))
    await expect(Promise.all(calls)).rejects.toThrow('the tool answered 500')
    await Promise.allSettled(calls)
    expect(effects.sort()).toEqual(['/one', '/other'])
  })

  test('hocket: they are aborted, and the failure is told when all of them have ended', async () => {
    const { effects, server } = tools()
    await using running = await server.listen()
    const calls = scope(s =>
      s.parallel(
        ['fails', 'one', 'other'].map(tool => () => call(`${running.url}${tool}`, s.signal)),
      ),
    )
    await expect(calls).rejects.toThrow('the tool answered 500')
    await running.underWay(0)
    await delay(150)
    expect(effects).toEqual([])
  })
})

// mcp-use/mcp-use#2506 ("tee() leaks HTTP sockets on aborted requests"), solidjs/solid#3244, mdn/content#16804.
describe('streams that pile up', () => {
  const REQUESTS = 20

  test('as reported: a stream that was teed to be observed stays open when its user leaves', async () => {
    await using server = await new Loopback(tokens).listen()
    const observers: ReadableStreamDefaultReader<Uint8Array>[] = []
    for (let request = 0; request < REQUESTS; request++) {
      const [body, observed] = (await bodyOf(server.url)).tee()
      const observer = observed.getReader()
      observers.push(observer)
      void observer.read()
      const reader = body.getReader()
      await reader.read()
      void reader.cancel()
    }
    await delay(50)
    expect(server.open.size).toBe(REQUESTS)
    await Promise.all(observers.map(observer => observer.cancel()))
  })

  test('hocket: leaving the scope ends the stream for all who listen', async () => {
    await using server = await new Loopback(tokens).listen()
    let observed = 0
    for (let request = 0; request < REQUESTS; request++)
      await scope(async s => {
        const body = s.own(fromReadableStream(await bodyOf(server.url)))
        const [copy, side] = [s.channel<Uint8Array>('copy'), s.channel<Uint8Array>('side')]
        s.spawn(tee(body, copy.writer, side.writer))
        s.spawn(async () => {
          for await (const _ of side.reader) observed++
        })
        await copy.reader.read()
        copy.reader.close()
      })
    await server.underWay(0)
    expect(observed).toBeGreaterThan(0)
  })
})

// nodejs/node#35990, nodejs/node#47449, sindresorhus/p-retry#71; in an agent: langchain-ai/langchainjs#7963.
describe('listeners that pile up on one signal', () => {
  const OPERATIONS = 200

  test('as reported: each race with the shutdown signal leaves its listener there', async () => {
    const { signal } = new AbortController()
    setMaxListeners(Infinity, signal)
    const aborted = (): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    for (let operation = 0; operation < OPERATIONS; operation++)
      await Promise.race([delay(0), aborted()])
    expect(getEventListeners(signal, 'abort')).toHaveLength(OPERATIONS)
  })

  test('hocket: one listener, however many wait, and none when nobody does', async () => {
    await using server = await new Loopback(silent).listen()
    const controller = new AbortController()
    const { signal } = controller
    const listeners = (): number => getEventListeners(signal, 'abort').length
    const idle = channel<number>('idle')
    for (let operation = 0; operation < OPERATIONS; operation++)
      await select({ idle: idle.reader, late: after(0) }, { signal })
    expect(listeners()).toBe(0)

    const bodies = await Promise.all(Array.from({ length: 20 }, () => bodyOf(server.url)))
    const readers = bodies.map(body => fromReadableStream(body, { signal }))
    await Promise.all(readers.map(reader => reader.read()))
    const waiting = Array.from({ length: OPERATIONS }, () => outcome(sync(idle.reader, { signal })))
    const late = outcome(select({ idle: idle.reader, late: after(60_000) }, { signal }))
    expect(listeners()).toBe(1)
    controller.abort(new Error('shutdown'))
    await Promise.all([...waiting, late, ...readers.map(released)])
    await server.underWay(0)
    expect(listeners()).toBe(0)
  })
})
