/**
 * The two gateways of the language-model example under the same accidents, and what is left over after each.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getDefaultHighWaterMark } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Mock, mockModel } from '../../examples/llm/mock.ts'
import { post, received } from '../../examples/llm/protocol.ts'
import {
  goodDay,
  leavingClient,
  PIECE,
  PIECES,
  slowClient,
  stallingModel,
} from '../../examples/llm/trial.ts'
import { gateway } from '../../examples/llm-streaming.ts'
import { gateway as naive } from '../../examples/llm-streaming-naive.ts'

const ANSWER = 'Let me see. Warmest of them is the last.'
const LONG = 60_000

test('nothing goes wrong: the losers are let go, the tools have a budget', async () => {
  const facts = await goodDay(gateway)
  expect(facts).toMatchObject({ text: ANSWER, error: undefined, running: 0, late: 0 })
  expect(facts).toMatchObject({ calls: 6, callsAtATime: 2 })
  expect(facts.results.map(({ result }) => result)).toContain('14 degrees')
})

test('nothing goes wrong, naively: the same answer, but the losers run on', async () => {
  const facts = await goodDay(naive)
  expect(facts).toMatchObject({ text: ANSWER, error: undefined, running: 2 })
  expect(facts).toMatchObject({ calls: 8, callsAtATime: 8 })
})

test('a client that reads slowly holds up the model', async () => {
  const { text, buffered, running } = await slowClient(gateway, 500, LONG)
  expect([text.length, running]).toEqual([PIECES * PIECE, 0])
  // What Node takes before it says that it is full, and the piece that filled it.
  expect(buffered).toBeLessThan(getDefaultHighWaterMark(false) + 2 * PIECE)
})

test('a client that reads slowly, naively: the answer piles up', async () => {
  const { text, buffered, running } = await slowClient(naive, LONG, LONG)
  expect([text.length, running]).toEqual([PIECES * PIECE, 2])
  expect(buffered).toBeGreaterThan(1_000_000)
})

describe.each([
  ['a model that stalls', stallingModel, 'the time is up'],
  ['a client that goes away', leavingClient, undefined],
])('%s', (_, trial, error) => {
  test('ends every request, and nothing comes after', async () => {
    const facts = await trial(gateway)
    expect(facts).toMatchObject({ text: 'It is said ', error, running: 0, late: 0, calls: 0 })
  })

  test('naively: everything runs on, for nobody', async () => {
    const facts = await trial(naive)
    expect(facts).toMatchObject({ text: 'It is said ', running: 3, calls: 8 })
    expect(facts.late).toBeGreaterThan(0)
  })
})

describe('models that fail', () => {
  /** What a client is told by a gateway with these models. */
  async function told(
    mocks: readonly Mock[],
  ): Promise<{ text: string; error: string | undefined }> {
    const models = await Promise.all(mocks.map(mock => mock.listen()))
    // A port that nobody listens on any more.
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    models.unshift(`http://127.0.0.1:${(closed.address() as AddressInfo).port}/`)
    closed.close()
    const server = gateway({ models, tools: 'http://127.0.0.1:9/', deadline: LONG })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    let [text, error] = ['', undefined as string | undefined]
    try {
      const answer = await post(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, '')
      for await (const event of received<{ text?: string; error?: string }>(answer)) {
        text += event.text ?? ''
        error ??= event.error
      }
    } catch {
      // Cut off: whether the error was told before is what the test asks.
    } finally {
      server.close()
      server.closeAllConnections()
      for (const mock of mocks) mock.close()
    }
    return { text, error }
  }

  const refusing = () =>
    new Mock(async (_, response) => {
      response.writeHead(500).end('out of order')
    })
  const silent = () => mockModel(async function* () {})
  const talking = () =>
    mockModel(async function* () {
      yield { text: 'hello' }
    })
  const breaking = () =>
    mockModel(async function* () {
      yield { text: 'hel' }
      throw new Error('out of memory')
    })

  test('are out of the race', async () => {
    expect(await told([refusing(), silent(), talking()])).toEqual({
      text: 'hello',
      error: undefined,
    })
  })

  test('all of them: the client is told', async () => {
    expect(await told([refusing(), silent()])).toEqual({ text: '', error: 'no answer' })
  })

  test('in the middle: half an answer is not taken for a whole one', async () => {
    expect(await told([breaking()])).toEqual({ text: 'hel', error: 'no answer' })
  })
})
