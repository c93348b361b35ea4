/**
 * What is done to real processes on a real server: killed, frozen, cut off. After each fault the survivors must go
 * on, and the ledgers must agree. A scenario hands what has to be undone to `cleanups`.
 */
import { expect } from 'vitest'
import { agree, type Ledger, Peers } from './faulty.ts'
import { hasNamespaces, Namespace } from './namespace.ts'
import { freePort, Server } from './server.ts'

export { hasNamespaces }

/** Milliseconds; short, so that a fault can outlast it. */
const LEASE = 900

/** Where nothing may be lost, whatever the machine does meanwhile. */
const LONG_LEASE = 20_000

export type Scenario = (cleanups: (() => Promise<void>)[]) => Promise<void>

type Cleanups = Parameters<Scenario>[0]

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

async function realm(cleanups: Cleanups, lease: number, channels = ['jobs']) {
  const server = await Server.start()
  cleanups.push(() => server.stop())
  const peers = new Peers({ servers: server.url, lease, channels })
  cleanups.push(() => peers.close())
  return { server, peers }
}

/** The usual cast: a home, a writer and a reader, at work. */
async function atWork(cleanups: Cleanups, lease = LEASE) {
  const made = await realm(cleanups, lease)
  await cast(made.peers)
  return made
}

async function cast(peers: Peers): Promise<void> {
  await peers.start('home', 'home')
  await Promise.all([peers.start('writer', 'writer'), peers.start('reader', 'reader')])
  await peers.progress()
}

/** Everybody ends, the ledgers agree, and, where a fault is shorter than the lease, no operation failed. */
async function conclude(peers: Peers, { lossless = false } = {}): Promise<void> {
  const ledger = await peers.stop()
  agree(ledger)
  if (lossless) expect(failures(ledger)).toEqual([])
}

const failures = ({ writes }: Ledger) =>
  [...writes.keys()].filter(outcome => outcome !== 'ok' && outcome !== 'aborted')

const frozen =
  (name: string): Scenario =>
  async cleanups => {
    const { peers } = await atWork(cleanups)
    peers.signal(name, 'SIGSTOP')
    await sleep(2 * LEASE)
    peers.signal(name, 'SIGCONT')
    await peers.progress()
    await conclude(peers)
  }

/** One whose link to all others is down for a time. */
const cutOff =
  (
    name: 'home' | 'writer' | 'reader',
    lease: number,
    outage: (peers: Peers) => Promise<void>,
    lossless = false,
  ): Scenario =>
  async cleanups => {
    const namespace = await Namespace.make()
    cleanups.push(() => namespace.remove())
    const server = await Server.start({ host: namespace.hostAddress })
    cleanups.push(() => server.stop())
    const peers = new Peers({
      servers: server.url,
      lease,
      channels: ['jobs'],
      prefixes: { [name]: namespace.prefix },
    })
    cleanups.push(() => peers.close())
    await cast(peers)
    namespace.link('down')
    await outage(peers)
    namespace.link('up')
    await peers.progress(40, 'reader')
    await conclude(peers, { lossless })
  }

export const scenarios = {
  'the server is killed, and back within the lease: nothing is lost': async cleanups => {
    const { server, peers } = await atWork(cleanups, LONG_LEASE)
    await server.kill()
    await server.start()
    await peers.progress()
    await conclude(peers, { lossless: true })
  },

  'the server is away for longer than the lease: told, and working again': async cleanups => {
    const { server, peers } = await atWork(cleanups)
    await server.kill()
    // Operations under way at a home that cannot be reached end: nobody waits for ever.
    await peers.sees('unknown')
    await server.start()
    await peers.progress()
    await conclude(peers)
  },

  'a reader is killed, and another goes on': async cleanups => {
    const { peers } = await atWork(cleanups)
    await peers.start('reader', 'second')
    await peers.progress(40, 'second')
    await peers.kill('reader')
    await peers.progress()
    await conclude(peers)
  },

  'a writer is killed, and another goes on': async cleanups => {
    const { peers } = await atWork(cleanups)
    await peers.start('writer', 'second')
    await peers.progress()
    await peers.kill('writer')
    await peers.progress()
    await conclude(peers)
  },

  'the home is killed, and comes back under its name': async cleanups => {
    const { peers } = await atWork(cleanups)
    await peers.kill('home')
    await peers.sees('unknown')
    await peers.start('home', 'home')
    await peers.progress()
    await conclude(peers)
  },

  'the reader is frozen for longer than the lease': frozen('reader'),
  'the writer is frozen for longer than the lease': frozen('writer'),
  'the home is frozen for longer than the lease': frozen('home'),

  'one of two homes is killed under selections from both sides': async cleanups => {
    const { peers } = await realm(cleanups, LEASE, ['jobs', 'more'])
    await peers.start('home', 'first', { channels: ['jobs'] })
    await peers.start('home', 'other', { channels: ['more'] })
    await Promise.all([peers.start('writer', 'writer'), peers.start('reader', 'reader')])
    await peers.progress()
    await peers.kill('other')
    // A selection with a lost home fails, so both sides need it back.
    await peers.start('home', 'other', { channels: ['more'] })
    await peers.progress()
    await conclude(peers)
  },

  'one server of a cluster of three is killed: nothing is lost': async cleanups => {
    const ports = await Promise.all([freePort(), freePort(), freePort()])
    const routes = await Promise.all([freePort(), freePort(), freePort()])
    const all = routes.map(port => `"nats://127.0.0.1:${port}"`).join(', ')
    const servers = await Promise.all(
      ports.map((port, i) =>
        Server.start({
          port,
          config:
            `server_name: server-${i}\n` +
            `cluster { name: test, listen: "127.0.0.1:${routes[i]}", routes: [${all}] }`,
        }),
      ),
    )
    for (const server of servers) cleanups.push(() => server.stop())
    const peers = new Peers({
      servers: servers.map(({ url }) => url),
      lease: LONG_LEASE,
      channels: ['jobs'],
    })
    cleanups.push(() => peers.close())
    await cast(peers)
    await servers[0]!.kill()
    await peers.progress()
    await conclude(peers, { lossless: true })
  },
} satisfies Record<string, Scenario>

/** Only where this user may make network namespaces. */
export const cutOffs = {
  'the link of a reader is down for less than the lease: nothing is lost': cutOff(
    'reader',
    LONG_LEASE,
    () => sleep(1_000),
    true,
  ),
  'the link of the home is down for less than the lease: nothing is lost': cutOff(
    'home',
    LONG_LEASE,
    () => sleep(1_000),
    true,
  ),
  'the link of a reader is down for longer than the lease': cutOff('reader', LEASE, async peers => {
    await sleep(2 * LEASE)
    // Another takes its place.
    await peers.start('reader', 'second')
    await peers.progress(40, 'second')
  }),
  'the link of a writer is down for longer than the lease': cutOff('writer', LEASE, async peers => {
    await sleep(2 * LEASE)
    await peers.start('writer', 'second')
    await peers.progress()
  }),
  'the link of the home is down for longer than the lease': cutOff('home', LEASE, peers =>
    peers.sees('unknown'),
  ),
} satisfies Record<string, Scenario>
