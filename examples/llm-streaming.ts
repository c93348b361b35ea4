/**
 * Streaming from several language-model servers to a client.
 *
 *     ask ──events──┐                              ┌──calls──▶ farm ──results──┐
 *     ask ──events──┼─▶ first to answer ─▶ turn ───┤                           │
 *     ask ──events──┘                    ▲         └──pieces──▶ deliver ──▶ client
 *                                        └─────────────────────────────────────┘
 *
 * Three models are asked the same. The first to say something wins, and the other requests are aborted. Its
 * words go to the client as they come; its tool calls run beside them, two at a time and six in all, and their
 * results go back to it for another turn. The words travel through channels without a buffer, so a client that
 * reads slowly slows down the model, and nothing piles up in between. One scope owns it all: when the time is up,
 * when the client has gone or when something fails, every request ends, at once.
 *
 * llm-streaming-naive.ts is the same with promises alone. Each of them prints what is left over after the same
 * three accidents.
 *
 *     node --import tsx examples/llm-streaming.ts
 */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import {
  fifo,
  type OpenScope,
  type ProcessContext,
  type Reader,
  scope,
  select,
  TimeoutError,
  type Writer,
} from 'hocket'
import { component, farm } from 'hocket/components'
import {
  type Conversation,
  DONE,
  type ModelEvent,
  post,
  received,
  serverSent,
  type ToolCall,
  type ToolResult,
} from './llm/protocol.ts'
import { demonstrate, type Services } from './llm/trial.ts'

const CALLS = 6
const CALLS_AT_A_TIME = 2
const TURNS = 4

/** What a client is sent. */
type Piece = { readonly text: string } | ToolResult

/** That a model could not answer, or not to the end: news to whoever listens to it, not the end of everything. */
interface Failure {
  readonly failure: unknown
}

/** Asks one model, and writes what it says as fast as it is taken. */
const ask = component(async function ask(
  this: ProcessContext,
  model: string,
  conversation: Conversation,
  events: Writer<ModelEvent | Failure>,
) {
  const { signal } = this
  try {
    const response = await post(model, conversation, signal)
    for await (const event of received<ModelEvent>(response)) await events.write(event, { signal })
  } catch (failure) {
    signal.throwIfAborted()
    await events.write({ failure }, { signal })
  }
})

/** Asks all models, waits until one says something, and lets go of the others. */
async function firstToAnswer(s: OpenScope, models: readonly string[], conversation: Conversation) {
  const asked = models.map(model => {
    const events = s.channel<ModelEvent | Failure>(`events of ${model}`)
    const process = s.spawn(ask(model, conversation, events.writer))
    return { model, events: events.reader, process }
  })
  const failures: unknown[] = []
  while (asked.length > 0) {
    const { key, value: step } = await select(asked.map(({ events }) => events.step))
    const [one] = asked.splice(key, 1)
    if (step.done) continue
    if ('failure' in step.value) failures.push(step.value.failure)
    else {
      for (const { process } of asked) process.abort()
      return { first: step.value, ...one! }
    }
  }
  throw new AggregateError(failures, 'no model answered')
}

/** One turn of the conversation, its pieces written as they come. Gives who answered, and the results. */
function turn(
  { models, tools }: Services,
  conversation: Conversation,
  pieces: Writer<Piece>,
  signal: AbortSignal,
) {
  return scope(
    async s => {
      const { model, first, events } = await firstToAnswer(s, models, conversation)
      // All the calls of the budget may wait for a worker without holding up the words.
      const calls = s.channel<ToolCall>({ name: 'calls', buffer: fifo(CALLS) })
      const results = s.channel<ToolResult>('results')
      const callTool = async (call: ToolCall, signal: AbortSignal): Promise<ToolResult> => {
        const response = await post(tools, call, signal)
        return { ...call, result: (await response.json()) as string }
      }
      s.spawn(farm(calls.reader, results.writer, callTool, { workers: CALLS_AT_A_TIME }))
      const collected = s.spawn(() => collect(results.reader, pieces))

      let budget = CALLS
      const pass = async (event: ModelEvent | Failure): Promise<void> => {
        if ('failure' in event) throw event.failure
        if ('text' in event) await pieces.write(event)
        else if (budget-- > 0) await calls.writer.write(event)
      }
      await pass(first)
      for await (const event of events) await pass(event)
      calls.close()
      return { model, results: (await collected.done) ?? [] }
    },
    { signal, name: 'turn' },
  )
}

async function collect(results: Reader<ToolResult>, pieces: Writer<Piece>): Promise<ToolResult[]> {
  const all: ToolResult[] = []
  for await (const result of results) {
    all.push(result)
    await pieces.write(result)
  }
  return all
}

/** The whole conversation: the model that answered goes on with the results of its calls, until it makes none. */
const converse = component(async function converse(
  this: ProcessContext,
  services: Services,
  question: string,
  pieces: Writer<Piece>,
) {
  const conversation: (string | ToolResult)[] = [question]
  for (let { models } = services, turns = TURNS; turns > 0; turns--) {
    const { model, results } = await turn(
      { ...services, models },
      conversation,
      pieces,
      this.signal,
    )
    if (results.length === 0) return
    conversation.push(...results)
    models = [model]
  }
})

/** Sends the pieces to the client, no faster than it reads. */
const deliver = component(async function deliver(
  this: ProcessContext,
  pieces: Reader<Piece>,
  client: ServerResponse,
) {
  const { signal } = this
  for await (const piece of pieces)
    if (!client.write(serverSent(piece))) await once(client, 'drain', { signal })
  client.end(DONE)
})

/** The server that clients talk to. */
export function gateway(services: Services): Server {
  return createServer(async (request, client) => {
    const gone = new AbortController()
    client.once('close', () => gone.abort(new Error('the client has gone')))
    try {
      const question = (await json(request)) as string
      client.writeHead(200, { 'content-type': 'text/event-stream' })
      await scope(
        s => {
          const pieces = s.channel<Piece>('pieces')
          s.spawn(converse(services, question, pieces.writer))
          s.spawn(deliver(pieces.reader, client))
        },
        { signal: gone.signal, timeout: services.deadline, name: 'conversation' },
      )
    } catch (error) {
      const why = error instanceof TimeoutError ? 'the time is up' : 'no answer'
      if (!gone.signal.aborted) client.end(serverSent({ error: why }))
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await demonstrate(gateway)
