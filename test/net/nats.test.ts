/** What only the link over NATS has: limits of the server, other clients on its subjects, connections that close. */
import { connect as connectToNats } from '@nats-io/transport-node'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { after, select } from '../../src/index.ts'
import {
  ChannelLostError,
  type ConnectOptions,
  connect,
  join as joinOver,
  type NatsNet,
  RealmError,
  UnsendableError,
} from '../../src/net/index.ts'
import { hasServer, Server } from './server.ts'

/** The most that a message may have, in bytes. */
const LIMIT = 65_536

describe.runIf(hasServer)('only over NATS', () => {
  let server: Server
  let realms = 0
  const open: NatsNet[] = []
  beforeAll(async () => {
    server = await Server.start({ config: `max_payload: ${LIMIT}` })
  })
  afterAll(() => server?.stop())
  afterEach(async () => {
    for (const net of open.splice(0)) await net.close()
  })

  /** A node of the realm of this test. */
  async function join(name: string, options: Partial<ConnectOptions> = {}): Promise<NatsNet> {
    const net = await connect({ servers: server.url, realm: `own ${realms}`, name, ...options })
    open.push(net)
    return net
  }

  /** A client of the same server that is no node. */
  async function publish(subject: string, payload: string): Promise<void> {
    const client = await connectToNats({ servers: server.url })
    client.publish(subject, payload)
    await client.drain()
  }

  test('a value over the limit of the server rejects its own write only', async () => {
    realms++
    const [home, other] = [await join('home'), await join('other')]
    const { reader } = await home.channel<unknown>('blocks')
    const out = await other.writer<unknown>('blocks')
    const large = out.write(new Uint8Array(LIMIT))
    await expect(large).rejects.toThrow(UnsendableError)
    await expect(large).rejects.toThrow('a message of this server takes')
    await expect(out.write('x'.repeat(LIMIT))).rejects.toThrow(UnsendableError)
    await expect(select({ put: out.offer('x'.repeat(LIMIT)) })).rejects.toThrow(UnsendableError)
    const fits = new Uint8Array(60_000).fill(7)
    const blocks = Promise.all([out.write(fits), out.write(fits), out.write('small')])
    const got = [await reader.read(), await reader.read(), await reader.read()]
    expect(got.map(value => (value as Uint8Array).length)).toEqual([60_000, 60_000, 5])
    await blocks
  })

  test('values that fit alone, and not together in one selection', async () => {
    realms++
    const [home, other] = [await join('home'), await join('other')]
    await home.channel<Uint8Array>('left')
    const { reader } = await home.channel<Uint8Array>('right')
    const [left, right] = [await other.writer('left'), await other.writer<Uint8Array>('right')]
    const block = new Uint8Array(40_000)
    const both = select({ left: left.offer(block), right: right.offer(block) })
    await expect(both).rejects.toThrow(UnsendableError)
    await expect(both).rejects.toThrow('the selection has')
    const one = select({ right: right.offer(block), late: after(20_000) })
    expect((await reader.read()).length).toBe(40_000)
    expect(await one).toEqual({ key: 'right', value: undefined })
  })

  test('many small values at a time, whose messages are larger than they look', async () => {
    realms++
    // Every message names its nodes.
    const [home, other] = [await join('h'.repeat(200)), await join('o'.repeat(200))]
    const { writer } = await home.channel<string>('words')
    const input = await other.reader<string>('words')
    const words = Array.from({ length: 500 }, (_, i) => '語'.repeat(50) + i)
    const got = words.map(() => input.read())
    await Promise.all(words.map(word => writer.write(word)))
    expect(await Promise.all(got)).toEqual(words)
  })

  test('a cause of poison that is too large arrives as its message', async () => {
    realms++
    const [home, other] = [await join('home'), await join('other')]
    const { writer } = await home.channel<number>('numbers')
    const input = await other.reader<number>('numbers')
    const waiting = input.read()
    writer.poison(new Error('why', { cause: 'x'.repeat(LIMIT) }))
    await expect(waiting).rejects.toMatchObject({ name: 'PoisonError', cause: { message: 'why' } })
    writer.poison(new Error('x'.repeat(2 * LIMIT)))
  })

  test('what no node would say ends the session of its sender, and nothing hangs', async () => {
    const realm = `own-${++realms}`
    const home = await join('home', { realm })
    const other = await join('other', { realm })
    const { reader } = await home.channel<number>('numbers')
    const out = await other.writer<number>('numbers')
    expect(await Promise.all([reader.read(), out.write(1)])).toEqual([1, undefined])
    const waiting = out.write(2)
    await publish(`hocket.${realm}.node.home.other`, 'not a frame')
    await expect(waiting).rejects.toThrow(ChannelLostError)
    expect(await Promise.all([reader.read(), out.write(3)])).toEqual([3, undefined])
  })

  test('what names no node, and what nobody has a session for, is not heard', async () => {
    const realm = `own-${++realms}`
    const home = await join('home', { realm })
    const other = await join('other', { realm })
    const { reader } = await home.channel<number>('numbers')
    const out = await other.writer<number>('numbers')
    await publish(`hocket.${realm}.node.home.=zz`, 'x')
    await publish(`hocket.${realm}.node.home.stranger`, 'x')
    await publish(`hocket.${realm}.back.home.=zz`, 'x')
    await publish(`hocket.${realm}.right.home.=zz.read.numbers`, 'x')
    await publish(`hocket.${realm}.right.home`, 'x')
    expect(await Promise.all([reader.read(), out.write(1)])).toEqual([1, undefined])
  })

  test('realms whose names look alike do not meet', async () => {
    realms++
    for (const realm of ['a b', 'a_20b', 'a=20b', 'a.b']) {
      const home = await join(`home of ${realm}`, { realm })
      await home.channel('numbers')
    }
  })

  test('a connection that hears itself is refused, and stays usable', async () => {
    const connection = await connectToNats({ servers: server.url })
    const joined = joinOver(connection, { name: 'a', realm: 'echo' })
    await expect(joined).rejects.toThrow('noEcho')
    await connection.flush()
    await connection.close()
  })

  test('a home that comes back under its name has its channels again', async () => {
    realms++
    const first = await join('home')
    await first.channel<number>('numbers')
    // As if it had died: nothing was given back.
    const { connection } = first as unknown as { connection: { close(): Promise<void> } }
    await connection.close()
    const again = await join('home')
    const numbers = await again.channel<number>('numbers')
    const other = await join('other')
    const out = await other.writer<number>('numbers')
    expect(await Promise.all([numbers.reader.read(), out.write(1)])).toEqual([1, undefined])
  })

  test('names need JetStream; addresses do not', async () => {
    const plain = await Server.start({ jetstream: false })
    try {
      const a = await join('a', { servers: plain.url })
      const b = await join('b', { servers: plain.url })
      await expect(a.channel('named')).rejects.toThrow(RealmError)
      await expect(a.durable('stored')).rejects.toThrow('needs JetStream')
      const numbers = a.node.channel<number>('numbers')
      const out = b.node.writer<number>(numbers.address)
      expect(await Promise.all([numbers.reader.read(), out.write(1)])).toEqual([1, undefined])
      for (const net of open.splice(0)) await net.close()
    } finally {
      await plain.stop()
    }
  })

  test('a server that is not there is the error of the client', async () => {
    const nowhere = connect({ servers: '127.0.0.1:1', name: 'a', maxReconnectAttempts: 0 })
    await expect(nowhere).rejects.toThrow()
  })

  test('a node can be closed while its server is away', async () => {
    const own = await Server.start()
    const net = await connect({ servers: own.url, name: 'a', lease: 900 })
    const { reader } = await net.channel<number>('numbers')
    const waiting = reader.read()
    await own.kill()
    await net.close()
    await expect(waiting).rejects.toThrow(ChannelLostError)
    await own.stop()
  })

  test('a mixed selection waits for a channel of a realm and for time', async () => {
    realms++
    const [home, other] = [await join('home'), await join('other')]
    await home.channel<number>('numbers')
    const input = await other.reader<number>('numbers')
    expect(await select({ input, late: after(30) })).toEqual({ key: 'late', value: undefined })
    const out = await home.writer<number>('numbers')
    const written = out.write(1)
    expect(await select({ input, late: after(20_000) })).toEqual({ key: 'input', value: 1 })
    await written
  })
})
