import { describe, expect, test } from 'vitest'
import type { NodeId } from '../../src/remote/identity.ts'
import type { Frame } from '../../src/remote/session.ts'
import { type SessionEvent, Sessions } from '../../src/remote/sessions.ts'
import { LossyLink, type Weather } from './lossy-link.ts'
import { Random } from './random.ts'

interface Numbered {
  readonly sender: string
  readonly number: number
}

const foul: Weather = { lose: 5, duplicate: 5, delay: 20 }

/** What one node has heard from the other. */
class Log {
  readonly taken: Numbered[] = []
  downs = 0
  faults: string[] = []
  private readonly seen = new Set<string>()
  private last: Numbered | null = null
  private unbroken = false

  hear(event: SessionEvent<Numbered>): void {
    if (event.type === 'down') {
      this.downs++
      this.unbroken = false
    }
    if (event.type !== 'message') return
    const { message } = event
    const name = `${message.sender}/${message.number}`
    if (this.seen.has(name)) this.faults.push(`${name} came twice`)
    this.seen.add(name)
    const { last } = this
    const same = last?.sender === message.sender
    if (same && last.number > message.number) this.faults.push(`${name} came late`)
    if (this.unbroken && (!same || message.number !== last.number + 1)) {
      this.faults.push(`before ${name} something is missing, and nobody said so`)
    }
    this.unbroken = true
    this.last = message
    this.taken.push(message)
  }
}

function twoNodes(seed: number, weather: Weather) {
  const logs: Record<NodeId, Log> = { A: new Log(), B: new Log() }
  const random = new Random(seed)
  const link = new LossyLink<Numbered>(random, weather, (node, event) => logs[node]!.hear(event))
  link.start('A')
  link.start('B')
  const names: Record<NodeId, string> = { A: 'A1', B: 'B1' }
  const numbers: Record<NodeId, number> = { A: 0, B: 0 }
  const send = (from: NodeId) => {
    const message = { sender: names[from]!, number: ++numbers[from]! }
    link.send(from, from === 'A' ? 'B' : 'A', message)
  }
  const restart = (id: NodeId) => {
    link.start(id)
    names[id] = `${id}${link.now}`
    logs[id] = new Log()
  }
  return { logs, random, link, send, restart, numbers }
}

test('1,000 seeds of loss, reordering and duplication: everything arrives, once, in order', () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const { logs, random, link, send, numbers } = twoNodes(seed, foul)
    for (let i = 0; i < 40; i++) {
      for (let n = random.below(4); n > 0; n--) send(random.pick(['A', 'B']))
      link.pass(random.below(30))
    }
    link.pass(4_000)
    for (const [id, other] of [['A', 'B'] as const, ['B', 'A'] as const]) {
      const { faults, downs, taken } = logs[id]!
      expect({ seed, faults, downs }).toEqual({ seed, faults: [], downs: 0 })
      expect(taken.length, `seed ${seed}`).toBe(numbers[other])
    }
  }
}, 120_000)

test('1,000 seeds with restarts and partitions: nothing twice, no silent gap, and it goes on', () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const { logs, random, link, send, restart } = twoNodes(seed, foul)
    for (let i = 0; i < 30; i++) {
      for (let n = random.below(4); n > 0; n--) send(random.pick(['A', 'B']))
      link.pass(random.below(40))
      if (random.once(12)) restart(random.pick(['A', 'B']))
      if (random.once(12)) {
        link.partitioned = true
        link.pass(random.below(3_000))
        link.partitioned = false
      }
    }
    link.pass(6_000)
    const before = [logs.A!.taken.length, logs.B!.taken.length]
    send('A')
    send('B')
    link.pass(4_000)
    const faults = [...logs.A!.faults, ...logs.B!.faults]
    const after = [logs.A!.taken.length, logs.B!.taken.length]
    expect({ seed, faults }).toEqual({ seed, faults: [] })
    expect(after, `seed ${seed}`).toEqual(before.map(count => count + 1))
  }
}, 120_000)

describe('one pair of nodes', () => {
  const clear: Weather = { lose: 1 << 30, duplicate: 1 << 30, delay: 1 }

  test('a message takes a greeting, its answer and one frame', () => {
    const { logs, link, send } = twoNodes(1, clear)
    send('A')
    link.pass(5)
    expect(logs.B!.taken).toEqual([{ sender: 'A1', number: 1 }])
    expect(link.frames).toBe(3)
  })

  test('a silent peer is lost to the party first, then down', () => {
    const { link, send } = twoNodes(1, clear)
    const told: unknown[] = []
    link.start('A', { partyLease: 500, homeLease: 900 })
    const logging = link.ends.get('A')!
    send('A')
    link.pass(10)
    link.partitioned = true
    for (let now = link.now; now < link.now + 1_000; now += 10) {
      logging.tick(now)
      for (const event of logging.takeEvents()) told.push([event.type, now - link.now > 850])
    }
    expect(told).toEqual([
      ['lost', false],
      ['down', true],
    ])
  })

  test('a peer that never answered was not reached', () => {
    const sessions = new Sessions<string>({ newId: () => 's1' })
    sessions.send('B', 'hello', 0)
    sessions.tick(2_000)
    expect(sessions.takeEvents()).toEqual([
      { type: 'down', peer: 'B', reached: false, reason: 'lease' },
    ])
  })

  test('nobody listening makes a peer suspect, not dead', () => {
    const sessions = new Sessions<string>({ newId: () => 's1' })
    sessions.send('B', 'hello', 0)
    sessions.suspect('B', 10)
    sessions.suspect('B', 20)
    expect(sessions.takeEvents()).toEqual([{ type: 'suspect', peer: 'B' }])
  })

  test('an old frame is refused', () => {
    const sessions = new Sessions<string>({ newId: () => 'new' })
    const old: Frame<string> = {
      type: 'data',
      session: 'peer1',
      peer: 'old',
      sequence: 1,
      acknowledged: 0,
      messages: ['an offer of long ago'],
    }
    sessions.receive('B', old, 0)
    expect(sessions.takeEvents()).toEqual([])
    expect(sessions.takeFrames()).toEqual([{ to: 'B', frame: { type: 'reset', session: 'peer1' } }])
  })

  test('an old greeting harms nobody', () => {
    const { logs, link, send } = twoNodes(1, clear)
    send('A')
    link.pass(5)
    const greeting = { session: 'A0', peer: null, sequence: 1, acknowledged: 0, messages: [] }
    link.ends.get('B')!.receive('A', { type: 'data', ...greeting }, link.now)
    send('A')
    link.pass(20)
    expect(logs.B!.taken.map(({ number }) => number)).toEqual([1, 2])
    expect(logs.B!.downs + logs.A!.downs).toBe(0)
  })

  test('a restarted peer is down before its first new message', () => {
    const { logs, link, send, restart } = twoNodes(1, clear)
    send('A')
    link.pass(5)
    restart('A')
    send('A')
    link.pass(20)
    expect(logs.B!.downs).toBe(1)
    expect(logs.B!.faults).toEqual([])
    expect(logs.B!.taken.length).toBe(2)
  })

  test('frames keep to their weight', () => {
    const weigh = (text: string) => text.length
    const sessions = new Sessions<string>({ newId: () => 'a1', frame: 5, weigh })
    for (const text of ['abc', 'de', 'f', 'heavier than a frame', 'g']) sessions.send('B', text, 0)
    const answer = { session: 'b1', peer: 'a1', sequence: 1, acknowledged: 0, messages: [] }
    sessions.receive('B', { type: 'data', ...answer }, 1)
    const batches = sessions.takeFrames().map(({ frame }) => 'messages' in frame && frame.messages)
    expect(batches).toEqual([['abc', 'de'], ['f'], ['heavier than a frame'], ['g']])
  })

  test('a party lease as long as the home lease is refused', () => {
    const options = { newId: () => '', partyLease: 5, homeLease: 5 }
    expect(() => new Sessions(options)).toThrow('must be shorter than the home lease')
  })
})
