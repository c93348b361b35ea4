/**
 * Real processes on a real server, killed, frozen and cut off. After each fault the survivors must go on, and
 * the ledgers must agree.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { agree, type Ledger, Peers } from './faulty.ts'
import { freePort, hasServer, Server } from './server.ts'

const LEASE = 900

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function realm({ lease = LEASE, channels = ['jobs'] } = {}) {
  const server = await Server.start()
  cleanups.push(() => server.stop())
  const peers = new Peers({ servers: server.url, lease, channels })
  cleanups.push(() => peers.close())
  return { server, peers }
}

/** The usual cast: a home, a writer and a reader, at work. */
async function atWork(options: { lease?: number } = {}) {
  const made = await realm(options)
  await made.peers.start('home', 'home')
  await Promise.all([made.peers.start('writer', 'writer'), made.peers.start('reader', 'reader')])
  await made.peers.progress()
  return made
}

const failures = ({ writes }: Ledger) =>
  [...writes.keys()].filter(outcome => outcome !== 'ok' && outcome !== 'aborted')

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

describe.runIf(hasServer)('faults', () => {
  test('the server is killed, and back within the lease: nothing is lost', async () => {
    const { server, peers } = await atWork({ lease: 20_000 })
    await server.kill()
    await server.start()
    await peers.progress()
    const ledger = await peers.stop()
    agree(ledger)
    expect(failures(ledger)).toEqual([])
  })

  test('the server is away for longer than the lease: told, and working again', async () => {
    const { server, peers } = await atWork()
    await server.kill()
    // Operations under way at a home that cannot be reached end: nobody waits for ever.
    await peers.sees('unknown')
    await server.start()
    await peers.progress()
    agree(await peers.stop())
  })

  test('a reader is killed, and another goes on', async () => {
    const { peers } = await atWork()
    await peers.start('reader', 'second')
    await peers.progress(40, 'second')
    await peers.kill('reader')
    await peers.progress()
    agree(await peers.stop())
  })

  test('a writer is killed, and another goes on', async () => {
    const { peers } = await atWork()
    await peers.start('writer', 'second')
    await peers.progress()
    await peers.kill('writer')
    await peers.progress()
    agree(await peers.stop())
  })

  test('the home is killed, and comes back under its name', async () => {
    const { peers } = await atWork()
    await peers.kill('home')
    await peers.sees('unknown')
    await peers.start('home', 'home')
    await peers.progress()
    agree(await peers.stop())
  })

  test.each(['reader', 'writer', 'home'])(
    'the %s is frozen for longer than the lease',
    async name => {
      const { peers } = await atWork()
      peers.signal(name, 'SIGSTOP')
      await sleep(2 * LEASE)
      peers.signal(name, 'SIGCONT')
      await peers.progress()
      agree(await peers.stop())
    },
  )

  test('one of two homes is killed under selections from both sides', async () => {
    const { peers } = await realm({ channels: ['jobs', 'more'] })
    await peers.start('home', 'first', { channels: ['jobs'] })
    await peers.start('home', 'other', { channels: ['more'] })
    await Promise.all([peers.start('writer', 'writer'), peers.start('reader', 'reader')])
    await peers.progress()
    await peers.kill('other')
    // A selection with a lost home fails, so both sides need it back.
    await peers.start('home', 'other', { channels: ['more'] })
    await peers.progress()
    agree(await peers.stop())
  })

  test('one server of a cluster of three is killed: nothing is lost', async () => {
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
      lease: 20_000,
      channels: ['jobs'],
    })
    cleanups.push(() => peers.close())
    await peers.start('home', 'home')
    await Promise.all([peers.start('writer', 'writer'), peers.start('reader', 'reader')])
    await peers.progress()
    await servers[0]!.kill()
    await peers.progress()
    const ledger = await peers.stop()
    agree(ledger)
    expect(failures(ledger)).toEqual([])
  })
})
