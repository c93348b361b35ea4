import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fifo, parallel, select } from '../../src/index.ts'
import {
  AbsentChannelError,
  ChannelLostError,
  connect,
  MemoryRealm,
  NameTakenError,
  type Net,
  NodeClosedError,
  RealmError,
  type RemoteWriter,
  UnsendableError,
} from '../../src/net/index.ts'
import { hasServer, Server } from './server.ts'

let server: Server | undefined
let realms = 0
const open: Net[] = []

beforeAll(async () => {
  if (hasServer) server = await Server.start({ config: 'max_payload: 65536' })
})
afterAll(() => server?.stop())
afterEach(async () => {
  for (const net of open.splice(0)) await net.close()
})

type Join = (name: string) => Promise<Net>

const settings: Record<string, () => Join> = {
  'over memory': () => {
    const realm = new MemoryRealm()
    return name => realm.connect({ name })
  },
  ...(hasServer
    ? {
        'over NATS': () => {
          const realm = `realm ${++realms}`
          return name => connect({ servers: server!.url, name, realm })
        },
      }
    : {}),
}

describe.each(Object.entries(settings))('%s', (_, realm) => {
  let joinRealm: Join
  async function node(name: string): Promise<Net> {
    const net = await joinRealm(name)
    open.push(net)
    return net
  }

  test('a channel is found by its name, and read and written from anywhere', async () => {
    joinRealm = realm()
    const [home, left, right] = [await node('home'), await node('left'), await node('right')]
    await home.channel<number>('numbers')
    const out = await left.writer<number>('numbers')
    const input = await right.reader<number>('numbers')
    const [, got] = await parallel(
      async () => {
        for (let n = 0; n < 100; n++) await out.write(n)
        out.close()
      },
      async () => {
        const all: number[] = []
        for await (const n of input) all.push(n)
        return all
      },
    )
    expect(got).toEqual(Array.from({ length: 100 }, (_, n) => n))
  })

  test('whoever looks before the channel is there, waits for it', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    const [input] = await Promise.all([
      other.reader<string>('late'),
      home.channel<string>('late', { buffer: fifo(1) }).then(late => late.writer.write('value')),
    ])
    expect(await input.read()).toBe('value')
    const never = other.reader('never', { timeout: 0 })
    await expect(never).rejects.toThrow(AbsentChannelError)
  })

  test('ends travel, and are used where they arrive', async () => {
    joinRealm = realm()
    const [home, client] = [await node('home'), await node('client')]
    const requests = await home.channel<{ n: number; reply: RemoteWriter<number> }>('requests')
    const replies = client.node.channel<number>('replies')
    const out = await client.writer<{ n: number; reply: RemoteWriter<number> }>('requests')
    const [, answer] = await parallel(
      async () => {
        const { n, reply } = await requests.reader.read()
        await reply.write(n + 1)
      },
      async () => {
        await out.write({ n: 41, reply: replies.writer })
        return replies.reader.read()
      },
    )
    expect(answer).toBe(42)
  })

  test('values travel as copies', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    const { reader } = await home.channel<unknown>('values')
    const out = await other.writer<unknown>('values')
    const circular: unknown[] = [1]
    circular.push(circular)
    const values = [
      undefined,
      null,
      Number.NaN,
      2n ** 70n,
      'ä'.repeat(1000),
      new Map([[{ a: 1 }, new Set([1])]]),
      new Date(7),
      new Float64Array([1.5]),
      new Uint8Array([1, 2, 3]).buffer,
      { list: [undefined, 1] },
      circular,
    ]
    for (const value of values) {
      const [, got] = await Promise.all([out.write(value), reader.read()])
      expect(got).toEqual(value)
    }
    const error = new RangeError('why')
    const [, got] = await Promise.all([out.write(error), reader.read()])
    expect(got).toBeInstanceOf(RangeError)
    expect((got as Error).message).toBe('why')
    expect((got as Error).stack).toBe(error.stack)
  })

  test('selections from both sides over two homes', async () => {
    joinRealm = realm()
    const [a, b] = [await node('a'), await node('b')]
    await a.channel<number>('x')
    await b.channel<number>('y')
    const ends = async (net: Net) => ({
      outs: [await net.writer<number>('x'), await net.writer<number>('y')],
      inputs: [await net.reader<number>('x'), await net.reader<number>('y')],
    })
    const { outs } = await ends(a)
    const { inputs } = await ends(b)
    const numbers = Array.from({ length: 60 }, (_, n) => n)
    const got: number[] = []
    await Promise.all([
      ...numbers.map(n => select(outs.map(out => out.offer(n)))),
      ...numbers.map(async () => {
        const { value } = await select(inputs)
        got.push(value as number)
      }),
    ])
    expect(got.sort((p, q) => p - q)).toEqual(numbers)
  })

  test('names are given once', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    const first = await home.channel<number>('jobs')
    const second = other.channel('jobs')
    await expect(second).rejects.toThrow(NameTakenError)
    await expect(second).rejects.toThrow("has a channel named 'jobs' already, at node 'home'")
    await expect(joinRealm('home')).rejects.toThrow("has a node named 'home' already")
    await expect(home.channel('jobs')).rejects.toThrow(NameTakenError)
    // The first is as it was, and the loser can make the channel under another name.
    const out = await other.writer<number>('jobs')
    expect(await Promise.all([first.reader.read(), out.write(1)])).toEqual([1, undefined])
    await other.channel('other jobs')
  })

  test('a channel that is removed gives its name back', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    const first = await home.channel<number>('jobs')
    const waiting = (await other.reader<number>('jobs')).read()
    first.close()
    first.remove()
    await expect(waiting).rejects.toThrow(/'jobs'/)
    const gone = other.writer('jobs', { timeout: 0 })
    await expect(gone).rejects.toThrow(AbsentChannelError)
    await expect(gone).rejects.toMatchObject({ channel: 'jobs', end: 'writer', node: undefined })
    await expect(gone).rejects.toThrow("net.channel('jobs') makes it")
    await other.channel('jobs')
  })

  test('names of every kind; and an empty one is none', async () => {
    joinRealm = realm()
    const [home, other] = [await node('the home, ü = 1'), await node('*.>')]
    for (const name of ['a b', 'a.b', '.a..b.', '*', 'jobs.>', '=20', 'ä', '/', 'a\nb', '$']) {
      const channel = await home.channel<string>(name)
      const out = await other.writer<string>(name)
      expect(await Promise.all([channel.reader.read(), out.write(name)])).toEqual([name, undefined])
    }
    await expect(home.channel('')).rejects.toThrow(TypeError)
    for (const name of ['', 'a:b', undefined]) {
      await expect(joinRealm(name as string)).rejects.toThrow('cannot name a node')
    }
  })

  test('a node that was closed takes part in nothing any more', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    const { reader } = await home.channel<number>('numbers')
    const out = await other.writer<number>('numbers')
    await home.close()
    await home.close()
    await expect(reader.read()).rejects.toThrow(NodeClosedError)
    await expect(home.channel('more')).rejects.toThrow('this node was closed')
    await expect(home.reader('numbers')).rejects.toThrow(RealmError)
    // And the others go on.
    await expect(out.write(1)).rejects.toThrow(ChannelLostError)
    await joinRealm('home').then(again => again.close())
  })

  test('what cannot be encoded rejects its own write only', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    const { reader } = await home.channel<unknown>('values')
    const out = await other.writer<unknown>('values')
    const good = out.write('good')
    const bad = out.write({ method: () => 1 })
    await expect(bad).rejects.toThrow(UnsendableError)
    await expect(bad).rejects.toMatchObject({ channel: 'values' })
    expect(await reader.read()).toBe('good')
    await good
  })

  test('a node that leaves is lost to the others', async () => {
    joinRealm = realm()
    const [home, other] = [await node('home'), await node('other')]
    await home.channel<number>('numbers')
    const input = await other.reader<number>('numbers')
    const waiting = input.read()
    const second = await node('third')
    const out = await second.writer<number>('numbers')
    await out.write(1)
    expect(await waiting).toBe(1)
    const lost = input.read()
    const alsoLost = (await second.reader<number>('numbers')).read()
    await home.close()
    await expect(lost).rejects.toThrow(ChannelLostError)
    await expect(lost).rejects.toMatchObject({ node: 'home', outcome: 'not-taken' })
    await expect(alsoLost).rejects.toThrow(ChannelLostError)
    await expect(out.write(2)).rejects.toMatchObject({ outcome: 'not-delivered' })
    // The name is free again.
    await other.channel('numbers')
  })
})
