/**
 * Puts a gateway to the trial: the same clients, models and accidents for each, and what can be counted from
 * outside. Nothing in here knows how the gateway works.
 */
import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Gate, type Mock, mockModel, mockTool, type Script } from './mock.ts'
import { post, received, type ToolResult } from './protocol.ts'

/** What a gateway works with: addresses, and the milliseconds that a conversation may take. */
export interface Services {
  readonly models: readonly string[]
  readonly tools: string
  readonly deadline: number
}

export type Gateway = (services: Services) => Server

/** What was counted. */
export interface Facts {
  /** What the client was told: its texts joined, the results, and the error, if any. */
  text: string
  results: ToolResult[]
  error: string | undefined
  /** Requests to models and tools that still ran when the client had its answer or had gone. */
  running: number
  /** The most bytes that waited in the gateway for the client. */
  buffered: number
  /** Pieces written to a response that was over. */
  late: number
  /** Calls of tools: how many, and how many at a time. */
  calls: number
  callsAtATime: number
}

interface Accident {
  readonly deadline: number
  /** Called with the number of events that the client has had; it reads on when the promise is resolved. */
  readonly onEvent?: (count: number, leave: () => void, quick: Mock) => Promise<void> | undefined
  /** What the model that wins says; the others stay mute until the trial is over. */
  readonly script: Script
  readonly gate: Gate
  /** Whether the model asks for tools once the gate is open. */
  readonly aftermath?: boolean
}

type Event = { text?: string; tool?: string; error?: string }

const words = (text: string): { text: string }[] => text.split(/(?<= )/).map(text => ({ text }))
const calls = (cities: string[]) => cities.map(argument => ({ tool: 'weather', argument }))
const CITIES = ['Oslo', 'Rome', 'Lima', 'Cairo', 'Delhi', 'Tokyo', 'Quito', 'Perth']

async function trial(gateway: Gateway, accident: Accident): Promise<Facts> {
  const quick = mockModel(accident.script)
  const mute: Script = async function* () {
    await accident.gate.opened
    yield* words('too late')
  }
  const mocks = [mockModel(mute), quick, mockModel(mute), mockTool(CITIES.length, 50)] as const
  const [, , , tool] = mocks
  const addresses = await Promise.all(mocks.map(mock => mock.listen()))
  const facts: Facts = {
    text: '',
    results: [],
    error: undefined,
    running: 0,
    buffered: 0,
    late: 0,
    calls: 0,
    callsAtATime: 0,
  }
  const server = gateway({
    models: addresses.slice(0, 3),
    tools: addresses[3]!,
    deadline: accident.deadline,
  })
  const over = new Promise<void>(resolve => {
    server.prependListener('request', (_, response: ServerResponse) => {
      observe(response, facts)
      response.once('close', resolve)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  const client = new AbortController()
  try {
    let count = 0
    const answer = await post(url, 'Where is it warmest?', client.signal)
    for await (const event of received<Event>(answer)) {
      if (event.error !== undefined) facts.error = event.error
      else if (event.tool !== undefined) facts.results.push(event as ToolResult)
      else facts.text += event.text
      await accident.onEvent?.(++count, () => client.abort(), quick)
    }
  } catch (error) {
    if (!client.signal.aborted && facts.error === undefined) throw error
  }
  await over

  // What the gateway lets go of, it has let go of by now: what still runs, nobody has told to stop.
  await Promise.all(mocks.map(mock => mock.caughtUp()))
  for (const { running } of mocks) facts.running += running
  // Only now may those who were held up go on, and show what becomes of it.
  accident.gate.open()
  await Promise.all(mocks.map(mock => mock.until(() => mock.running === 0)))
  if (facts.running > 0 && accident.aftermath) {
    const aftermath = tool.until(() => tool.sent === CITIES.length && tool.running === 0)
    await Promise.race([aftermath, sleep(10_000, undefined, { ref: false })])
  }
  facts.calls = tool.sent
  facts.callsAtATime = tool.most
  server.close()
  server.closeAllConnections()
  for (const mock of mocks) mock.close()
  return facts
}

/** Watches what a gateway writes to a client. */
function observe(response: ServerResponse, facts: Facts): void {
  const write = response.write.bind(response) as (piece: unknown) => boolean
  response.write = (piece: unknown) => {
    if (response.writableEnded || response.destroyed) facts.late++
    const taken = write(piece)
    facts.buffered = Math.max(facts.buffered, response.writableLength)
    return taken
  }
}

/** Nothing goes wrong; the model wants to know the weather in eight cities. */
export function goodDay(gateway: Gateway): Promise<Facts> {
  return trial(gateway, {
    gate: new Gate(),
    deadline: 5_000,
    script: async function* (conversation) {
      if (conversation.length > 1) yield* words('Warmest of them is the last.')
      else yield* [...words('Let me see. '), ...calls(CITIES)]
    },
  })
}

export const PIECES = 2_000
export const PIECE = 8_000

/**
 * A client that has the first piece of 16 MB and then reads nothing until the model has said everything, but
 * not for longer than `pause` milliseconds.
 */
export function slowClient(gateway: Gateway, pause = 500, deadline = 5_000): Promise<Facts> {
  return trial(gateway, {
    gate: new Gate(),
    deadline,
    script: async function* () {
      const text = 'x'.repeat(PIECE)
      for (let left = PIECES; left > 0; left--) yield { text }
    },
    onEvent(count, _, quick) {
      if (count !== 1) return undefined
      const said = quick.until(() => quick.sent === PIECES)
      return Promise.race([said, sleep(pause, undefined, { ref: false })])
    },
  })
}

/** Says three words, waits for the gate, and then has more to say and to ask. */
const stalling = (gate: Gate): Script =>
  async function* () {
    yield* words('It is said ')
    await gate.opened
    yield* [...words('that the last one is warmest.'), ...calls(CITIES)]
  }

/** The model that won stalls in the middle of a sentence until long after the deadline. */
export function stallingModel(gateway: Gateway): Promise<Facts> {
  const gate = new Gate()
  return trial(gateway, { gate, script: stalling(gate), deadline: 200, aftermath: true })
}

/** The client goes away in the middle of a sentence. */
export function leavingClient(gateway: Gateway): Promise<Facts> {
  const gate = new Gate()
  return trial(gateway, {
    gate,
    script: stalling(gate),
    deadline: 5_000,
    aftermath: true,
    onEvent(count, leave) {
      if (count === 3) leave()
      return undefined
    },
  })
}

const TRIALS = {
  'nothing goes wrong': goodDay,
  'a client reads slowly': slowClient,
  'the model stalls': stallingModel,
  'the client goes away': leavingClient,
}

/** Runs a gateway through everything and prints what was counted. */
export async function demonstrate(gateway: Gateway): Promise<void> {
  const columns = ['left running', 'MB buffered', 'too late', 'tool calls', 'at a time']
  console.log(' '.repeat(24) + columns.map(column => column.padStart(14)).join(''))
  for (const [name, run] of Object.entries(TRIALS)) {
    const { text, running, buffered, late, calls, callsAtATime, error } = await run(gateway)
    const cells = [running, (buffered / 1e6).toFixed(2), late, calls, callsAtATime]
    console.log(name.padEnd(24) + cells.map(cell => String(cell).padStart(14)).join(''))
    if (text.length < PIECE) console.log(`  the client was told: ${text} ${error ?? ''}`.trimEnd())
  }
}
