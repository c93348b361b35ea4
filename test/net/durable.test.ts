import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  ChannelFullError,
  connect,
  type NatsNet,
  RealmError,
  UnsendableError,
} from '../../src/net/index.ts'
import { hasServer, Server } from './server.ts'

describe.runIf(hasServer)('durable channels', () => {
  let server: Server
  const open: NatsNet[] = []
  beforeAll(async () => {
    server = await Server.start()
  })
  afterAll(() => server?.stop())
  afterEach(async () => {
    for (const net of open.splice(0)) await net.close()
  })

  async function join(name: string, realm = 'shop'): Promise<NatsNet> {
    const net = await connect({ servers: server.url, realm, name })
    open.push(net)
    return net
  }

  test('stored is stored, delivered at least once, identified', async () => {
    const a = await join('a')
    const jobs = await a.durable<{ n: number }>('jobs', { patience: 1_000 })
    expect(await jobs.store({ n: 1 }, { id: 'one' })).toEqual({ id: 1, duplicate: false })
    expect(await jobs.store({ n: 1 }, { id: 'one' })).toEqual({ id: 1, duplicate: true })
    await jobs.store({ n: 2 })
    await a.close()
    const b = await join('b')
    const again = await b.durable<{ n: number }>('jobs')
    const first = await again.take()
    expect(first).toMatchObject({ value: { n: 1 }, id: 1, attempt: 1 })
    first?.retry()
    const others = [await again.take(), await again.take()]
    expect(others.map(one => one?.id).sort()).toEqual([1, 2])
    const second = others.find(one => one?.id === 1)
    expect(second?.attempt).toBe(2)
    for (const one of others) await one?.done()
    expect(await again.take({ timeout: 1_000 })).toBeUndefined()
  })

  test('what a reader has taken and not done goes to another', async () => {
    const [a, b] = [await join('a'), await join('b')]
    const dying = await a.durable<string>('letters', { patience: 500 })
    await dying.store('x')
    expect((await dying.take())?.attempt).toBe(1)
    await a.close()
    const letters = await b.durable<string>('letters')
    const delivered = await letters.take()
    expect(delivered).toMatchObject({ value: 'x', attempt: 2 })
    await delivered?.done()
  })

  test('values outlive the server', async () => {
    const own = await Server.start()
    try {
      const net = await connect({ servers: own.url, name: 'a' })
      const jobs = await net.durable<number>('jobs')
      for (let n = 0; n < 3; n++) await jobs.store(n)
      await own.kill()
      await own.start()
      const got: number[] = []
      for await (const { value, done } of jobs) {
        got.push(value)
        await done()
        if (got.length === 3) break
      }
      expect(got).toEqual([0, 1, 2])
      await net.close()
    } finally {
      await own.stop()
    }
  })

  test('a full one refuses, and takes again when there is room', async () => {
    const net = await join('a')
    const small = await net.durable<number>('small', { capacity: 2 })
    await small.store(1)
    await small.store(2)
    const third = small.store(3)
    await expect(third).rejects.toThrow(ChannelFullError)
    await expect(third).rejects.toMatchObject({ channel: 'small', end: 'writer' })
    await (await small.take())?.done()
    await small.store(3)
    // Opened again it is as it was, unless something else is asked for.
    await expect((await net.durable<number>('small')).store(4)).rejects.toThrow(ChannelFullError)
    await (await net.durable<number>('small', { capacity: 3 })).store(4)
  })

  test('a value that cannot be stored rejects, and nothing is stored', async () => {
    const net = await join('a')
    const jobs = await net.durable<unknown>('odd jobs.*')
    await expect(jobs.store({ n: () => 1 })).rejects.toThrow(UnsendableError)
    await expect(jobs.store(new Uint8Array(2 ** 21))).rejects.toThrow('this server takes')
    expect(await jobs.take({ timeout: 1_000 })).toBeUndefined()
    await expect(net.durable('')).rejects.toThrow(TypeError)
  })

  test('names that look alike are stored apart', async () => {
    const [one, other] = [await join('a', 'x'), await join('a', 'x_y')]
    const first = await one.durable<string>('5fy_z')
    const second = await other.durable<string>('5fz')
    await first.store('first')
    await second.store('second')
    expect((await second.take())?.value).toBe('second')
    expect((await first.take())?.value).toBe('first')
  })

  test('waiting for a value is given up by a signal, and the value is for another', async () => {
    const net = await join('a')
    const jobs = await net.durable<number>('late')
    const controller = new AbortController()
    const given = jobs.take({ signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    await expect(jobs.take({ signal: controller.signal })).rejects.toThrow('enough')
    await jobs.store(1)
    expect((await jobs.take())?.value).toBe(1)
  })

  test('the loop over values ends when the node is closed', async () => {
    const net = await join('a')
    const jobs = await net.durable<number>('few')
    await jobs.store(1)
    const got: number[] = []
    for await (const { value, done } of jobs) {
      got.push(value)
      await done()
      void net.close()
    }
    expect(got).toEqual([1])
  })

  test('who has no right to JetStream is told so', async () => {
    const guarded = await Server.start({
      config: `authorization { users: [{ user: u, password: p, permissions: {
        publish: { allow: ">", deny: "$JS.API.STREAM.>" } } }] }`,
    })
    try {
      const net = await connect({ servers: guarded.url, name: 'a', user: 'u', pass: 'p' })
      await expect(net.durable('jobs')).rejects.toThrow(RealmError)
      await expect(net.durable('jobs')).rejects.toThrow('may not open the durable channel')
      await net.close()
    } finally {
      await guarded.stop()
    }
  })
})
