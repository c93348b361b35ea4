/**
 * Between machines: rendezvous over NATS beside the raw request and reply of the same client, over the same
 * connection to the same process, with as many outstanding. Laps alternate, so both meet the same machine.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { hasServer, Server } from '../../test/net/server.ts'
import { type Measure, type Measurement, median } from './measurement.ts'
import { channelName, HOME, joinRealm, REQUESTS } from './nats-peer.ts'

/** Operations outstanding at a time. */
const OUTSTANDING = [1, 16, 128] as const

/** Laps of each, after one that warms up. */
const LAPS = 7

/** Milliseconds of a lap. */
const LAP = 400

/** Nothing where no server is installed; that is said when `test/net/server.ts` is loaded. */
export const nats: Measure = async progress => {
  if (!hasServer) return []
  progress('NATS')
  const server = await Server.start({ jetstream: false })
  const program = fileURLToPath(new URL('./nats-peer.js', import.meta.url))
  const peer = spawn(process.execPath, [program, server.url, `${Math.max(...OUTSTANDING)}`], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    await once(peer, 'message')
    return await besideRequests(server.url)
  } finally {
    peer.disconnect()
    await server.stop()
  }
}

async function besideRequests(servers: string): Promise<Measurement[]> {
  const { net, connection } = await joinRealm(servers, 'writers')
  const figures: Measurement[] = []
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
    const rendezvous = median(rates.rendezvous.slice(1))
    const answered = median(rates.requests.slice(1))
    figures.push(
      { subject: `NATS, ${outstanding} outstanding`, value: rendezvous, unit: 'rendezvous/s' },
      { subject: 'request and reply of its client', value: answered, unit: 'requests/s' },
      {
        subject: 'rendezvous beside requests',
        value: rendezvous / answered,
        unit: 'times',
        // One alone has nothing to share a frame with, and bears the cost of acknowledgements.
        ...(outstanding > 1 ? { must: 1 } : {}),
      },
    )
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
