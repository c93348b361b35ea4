import { expect, test } from 'vitest'
import { Endpoint } from '../../src/remote/endpoint.ts'
import type { NodeId, SyncId } from '../../src/remote/identity.ts'
import { MemoryNetwork } from '../../src/remote/memory.ts'
import { RemoteNode } from '../../src/remote/node.ts'
import type { Outcome, RemoteEvent } from '../../src/remote/outcome.ts'
import type { RemoteGuard, SyncOptions } from '../../src/remote/sync.ts'

/** The least that a binding does: an endpoint whose operations are promises of outcomes. */
class Place {
  readonly endpoint: Endpoint
  readonly events: RemoteEvent[] = []
  private readonly waiting = new Map<SyncId, (outcome: Outcome) => void>()

  constructor(network: MemoryNetwork, id: NodeId) {
    const node = new RemoteNode({ id, epoch: '1' })
    this.endpoint = new Endpoint(node, network.open, event => {
      this.events.push(event)
      if (event.type !== 'settled') return
      this.waiting.get(event.sync)?.(event.outcome)
      this.waiting.delete(event.sync)
    })
  }

  begin(guards: RemoteGuard[], options?: SyncOptions): { sync: SyncId; outcome: Promise<Outcome> } {
    const sync = this.endpoint.begin(guards, options)
    const outcome = new Promise<Outcome>(resolve => this.waiting.set(sync, resolve))
    return { sync, outcome }
  }
}

function setting() {
  const network = new MemoryNetwork()
  const [home, writer, reader] = ['h', 'w', 'r'].map(id => new Place(network, id))
  const channel = home!.endpoint.act(node => node.createChannel('c'))
  const read: RemoteGuard = { channel, direction: 'read' }
  const write = (value: unknown): RemoteGuard => ({ channel, direction: 'write', value })
  return { network, home: home!, writer: writer!, reader: reader!, channel, read, write }
}

test('a value meets its reader across three nodes, as a copy', async () => {
  const { writer, reader, read, write } = setting()
  const value = { list: [1, 2] }
  const written = writer.begin([write(value)]).outcome
  const received = await reader.begin([read]).outcome
  expect(received).toEqual({ type: 'received', guard: 0, value })
  expect(received.type === 'received' && received.value).not.toBe(value)
  expect(await written).toEqual({ type: 'sent', guard: 0 })
})

test('a value that cannot travel fails its own write only', async () => {
  const { writer, reader, read, write } = setting()
  const good = writer.begin([write('good')]).outcome
  expect(() => writer.begin([write(() => 1)])).toThrow('could not be cloned')
  expect(await reader.begin([read]).outcome).toMatchObject({ value: 'good' })
  expect(await good).toMatchObject({ type: 'sent' })
})

test('a dead home says what is known', async () => {
  const { network, writer, reader, read, write } = setting()
  const written = writer.begin([write('x')]).outcome
  network.kill('h')
  expect(await written).toMatchObject({ type: 'lost', node: 'h', outcome: 'unknown' })
  expect(await reader.begin([read]).outcome).toMatchObject({ type: 'lost', outcome: 'not-taken' })
  const late = writer.begin([write('y')]).outcome
  expect(await late).toMatchObject({ type: 'lost', outcome: 'not-delivered' })
})

test('a buffered write is stored without a reader, in order', async () => {
  const { home, writer, reader } = setting()
  const buffer = { kind: 'fifo', capacity: 2 } as const
  const channel = home.endpoint.act(node => node.createChannel('b', buffer))
  const write = (value: number): RemoteGuard => ({ channel, direction: 'write', value })
  const writes = [1, 2, 3].map(n => writer.begin([write(n)]).outcome)
  expect(await Promise.all(writes.slice(0, 2))).toEqual([
    { type: 'sent', guard: 0 },
    { type: 'sent', guard: 0 },
  ])
  for (const value of [1, 2, 3]) {
    const { outcome } = reader.begin([{ channel, direction: 'read' }])
    expect(await outcome).toMatchObject({ value })
  }
  expect(await writes[2]).toMatchObject({ type: 'sent' })
})

test('what is left in the buffer of a poisoned channel is told to its home', async () => {
  const { home, writer, reader } = setting()
  const channel = home.endpoint.act(node => node.createChannel('b', { kind: 'unbounded' }))
  await writer.begin([{ channel, direction: 'write', value: 'left' }]).outcome
  reader.endpoint.act(node => node.poison(channel, 'why'))
  const { outcome } = reader.begin([{ channel, direction: 'read' }])
  const ending = { type: 'poisoned', cause: 'why' }
  expect(await outcome).toEqual({ type: 'ended', guard: 0, ending })
  expect(home.events.filter(event => event.type === 'undelivered')).toMatchObject([
    { channel: 'b', value: 'left', outcome: 'not-taken' },
  ])
})

test('the writer of an extended read waits for its end', async () => {
  const { writer, reader, read, write } = setting()
  let done = false
  const { sync, outcome } = reader.begin([read], { extended: true })
  const written = writer.begin([write('x')]).outcome.then(() => {
    expect(done).toBe(true)
  })
  expect(await outcome).toMatchObject({ type: 'received', value: 'x' })
  done = true
  reader.endpoint.act(node => node.complete(sync))
  await written
})

test('the last lease to retire closes the channel, also when its node dies', async () => {
  const { network, writer, reader, channel, read } = setting()
  writer.endpoint.act(node => {
    node.lease(channel, 'write', 'one')
    node.lease(channel, 'write', 'two')
    node.retire(channel, 'write', 'one')
  })
  const waiting = reader.begin([read]).outcome
  network.kill('w')
  expect(await waiting).toMatchObject({ type: 'ended', ending: { type: 'closed', by: 'writer' } })
})

test('a channel that its home does not have is said to be absent', async () => {
  const { reader } = setting()
  const channel = { home: 'h', name: 'nothing' }
  const { outcome } = reader.begin([{ channel, direction: 'read' }])
  expect(await outcome).toEqual({ type: 'ended', guard: 0, ending: { type: 'absent' } })
})

test('a name is given to one living node', () => {
  const { network } = setting()
  expect(() => new Place(network, 'h')).toThrow("node 'h' is already on this memory network")
})
