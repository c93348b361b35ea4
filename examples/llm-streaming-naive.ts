/**
 * Streaming from several language-model servers to a client, with promises alone.
 *
 * What llm-streaming.ts does, as one writes it first: `Promise.any` for the race of the models, `Promise.all`
 * for the tools, `Promise.race` for the deadline. It is shorter, and gives the same answers on a good day. But
 * a promise that has lost a race goes on: nobody tells the models that nobody listens, the deadline ends the
 * response and not the work, and nothing asks whether the client keeps up.
 *
 * Each of that can be repaired: an abort controller for each model and one for all of them, a listener for the
 * client that goes and one for its `drain`, both to be removed again, a queue for the tools, and a check after
 * every `await` whether it is still worth while. That is what the scope and the channels are.
 *
 *     node --import tsx examples/llm-streaming-naive.ts
 */
import { createServer, type Server, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
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

/** Resolves when the model has said something. */
async function ask(model: string, conversation: Conversation) {
  const events = received<ModelEvent>(await post(model, conversation))
  const first = await events.next()
  if (first.done) throw new Error('the model said nothing')
  return { model, first: first.value, events }
}

async function callTool(tools: string, call: ToolCall): Promise<ToolResult> {
  return { ...call, result: (await (await post(tools, call)).json()) as string }
}

async function converse(
  { models, tools }: Services,
  question: string,
  client: ServerResponse,
): Promise<void> {
  const conversation: (string | ToolResult)[] = [question]
  for (let asked = models; ; ) {
    const { model, first, events } = await Promise.any(asked.map(one => ask(one, conversation)))
    const calls: Promise<ToolResult>[] = []
    const pass = (event: ModelEvent): void => {
      if ('text' in event) client.write(serverSent(event))
      else calls.push(callTool(tools, event))
    }
    pass(first)
    for await (const event of events) pass(event)
    const results = await Promise.all(calls)
    if (results.length === 0) return
    for (const result of results) client.write(serverSent(result))
    conversation.push(...results)
    asked = [model]
  }
}

async function timeout(milliseconds: number): Promise<never> {
  await sleep(milliseconds)
  throw new Error(`took longer than ${milliseconds} ms`)
}

/** The server that clients talk to. */
export function gateway(services: Services): Server {
  return createServer(async (request, client) => {
    try {
      const question = (await json(request)) as string
      client.writeHead(200, { 'content-type': 'text/event-stream' })
      await Promise.race([converse(services, question, client), timeout(services.deadline)])
      client.end(DONE)
    } catch (error) {
      client.end(serverSent({ error: String(error) }))
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await demonstrate(gateway)
