/**
 * Between machines: rendezvous over NATS beside the raw request and reply of the same client, over the same
 * connection to the same process, with as many outstanding. Laps alternate, so both meet the same machine.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { hasServer, Server } from '../../test/net/server.ts'
import { channelName, HOME, joinRealm, REQUESTS } from './nats-peer.ts'

/** Operations outstanding at a time. */
const OUTSTANDING = [1, 16, 128] as const

/** Laps of each, after one that warms up. */
const LAPS = 7

/** Milliseconds of a lap. */
const LAP = 400

export interface NatsFigure {
  readonly outstanding: number
  /** Values written and taken in a second, one at a time by each of so many writers. */
  readonly rendezvous: number
  /** Requests answered in a second, with so many outstanding. */
  readonly requests: number
}

/** Null where no server is installed. */
export async function measureNats(): Promise<readonly NatsFigure[] | null> {
  if (!hasServer) return null
  const server = await Server.start({ jetstream: false })
  const program = fileURLToPath(new URL('./nats-peer.js', import.meta.url))
  const peer = spawn(process.execPath, [program, server.url, `${Math.max(...OUTSTANDING)}`], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    await once(peer, 'message')
    return await beside(server.url)
  } finally {
    peer.disconnect()
    await server.stop()
  }
}

async function beside(servers: string): Promise<NatsFigure[]> {
  const { net, connection } = await joinRealm(servers, 'writers')
  const figures: NatsFigure[] = []
  for (const outstanding of OUTSTANDING) {
    const writes = Array.from({ length: outstanding }, (_, i) => {
      const writer = net.node.writer<number>({ home: HOME, name: channelName(i) })
      return (n: number) => writer.write(n)
    })
    const payload = new Uint8Array(8)
    const requests = writes.map(() => () => connection.request(REQUESTS, payload))
    const rates = { rendezvous: [] as number[], requests: [] as number[] }
    for (let lap = 0; lap <= LAPS; lap++) {
      rates.rendezvous.push(await rate(writes))
      rates.requests.push(await rate(requests))
    }
    const [rendezvous, raw] = [median(rates.rendezvous.slice(1)), median(rates.requests.slice(1))]
    figures.push({ outstanding, rendezvous, requests: raw })
  }
  await net.close()
  return figures
}

/** Operations a second, when each of these is repeated for a lap, one at a time. */
async function rate(operations: readonly ((n: number) => Promise<unknown>)[]): Promise<number> {
  let count = 0
  const began = performance.now()
  const end = began + LAP
  await Promise.all(
    operations.map(async operation => {
      while (performance.now() < end) {
        await operation(count)
        count++
      }
    }),
  )
  return (count / (performance.now() - began)) * 1e3
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!
