import { expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.ts'
import { networkOf } from '../../src/trace/network.ts'
import { Recorder } from '../../src/trace/recorder.ts'
import type { Batch } from '../../src/trace/stream.ts'

/** A recorder with a clock that is moved by hand. */
function recording(capacity?: number) {
  const clock = { time: 1000 }
  const recorder = new Recorder({ now: () => clock.time, ...(capacity && { capacity }) })
  return { clock, recorder }
}

const kinds = (events: readonly TraceEvent[]) => events.map(event => event.kind)

test('gives back every kind of event as it was recorded, numbered without gaps', () => {
  const { clock, recorder } = recording()
  recorder.spawn(1, 'main', undefined, 'async', 'a.ts:1:1')
  recorder.spawn(2, 'child', 1, 'fiber')
  recorder.channel(1, 'numbers', { kind: 'fifo', capacity: 3 }, 'a.ts:2:2')
  recorder.channel(2, 'plain')
  clock.time += 1.5
  recorder.parkOne(2, 'write', 2)
  recorder.park(1, 'select', [
    { channel: 1, direction: 'read', key: 'numbers' },
    { delay: 50, key: 'late' },
  ])
  recorder.park(1, 'wait', [{ process: 2 }], 'a.ts:3:3')
  recorder.resume(2)
  recorder.rendezvous(2, 2, 1, 7)
  recorder.put(1, 2, 1)
  recorder.take(1, 1, 0)
  recorder.choice(1, 'numbers')
  recorder.close(1, 2, 'write')
  recorder.poison(2, 1)
  recorder.poison(2, 1, 'Error: broken')
  recorder.timer(1, 50)
  recorder.barrier('round', [1, 2])
  recorder.deadlock([1, 2], [2])
  recorder.end(2, 'failed', 'Error: broken')
  recorder.end(1, 'done')
  const events: TraceEvent[] = [
    {
      sequence: 0,
      time: 0,
      kind: 'spawn',
      process: 1,
      name: 'main',
      flavour: 'async',
      site: 'a.ts:1:1',
    },
    { sequence: 1, time: 0, kind: 'spawn', process: 2, name: 'child', parent: 1, flavour: 'fiber' },
    {
      sequence: 2,
      time: 0,
      kind: 'channel',
      channel: 1,
      name: 'numbers',
      buffer: { kind: 'fifo', capacity: 3 },
      site: 'a.ts:2:2',
    },
    { sequence: 3, time: 0, kind: 'channel', channel: 2, name: 'plain' },
    {
      sequence: 4,
      time: 1.5,
      kind: 'park',
      process: 2,
      operation: 'write',
      guards: [{ channel: 2, direction: 'write' }],
    },
    {
      sequence: 5,
      time: 1.5,
      kind: 'park',
      process: 1,
      operation: 'select',
      guards: [
        { channel: 1, direction: 'read', key: 'numbers' },
        { key: 'late', delay: 50 },
      ],
    },
    {
      sequence: 6,
      time: 1.5,
      kind: 'park',
      process: 1,
      operation: 'wait',
      guards: [{ process: 2 }],
      site: 'a.ts:3:3',
    },
    { sequence: 7, time: 1.5, kind: 'resume', process: 2 },
    { sequence: 8, time: 1.5, kind: 'rendezvous', channel: 2, writer: 2, reader: 1, count: 7 },
    { sequence: 9, time: 1.5, kind: 'put', channel: 1, writer: 2, depth: 1 },
    { sequence: 10, time: 1.5, kind: 'take', channel: 1, reader: 1, depth: 0 },
    { sequence: 11, time: 1.5, kind: 'choice', process: 1, key: 'numbers' },
    { sequence: 12, time: 1.5, kind: 'close', channel: 1, process: 2, by: 'write' },
    { sequence: 13, time: 1.5, kind: 'poison', channel: 2, process: 1 },
    { sequence: 14, time: 1.5, kind: 'poison', channel: 2, process: 1, cause: 'Error: broken' },
    { sequence: 15, time: 1.5, kind: 'timer', process: 1, delay: 50 },
    { sequence: 16, time: 1.5, kind: 'barrier', barrier: 'round', processes: [1, 2] },
    { sequence: 17, time: 1.5, kind: 'deadlock', stuck: [1, 2], knot: [2] },
    { sequence: 18, time: 1.5, kind: 'end', process: 2, outcome: 'failed', error: 'Error: broken' },
    { sequence: 19, time: 1.5, kind: 'end', process: 1, outcome: 'done' },
  ]
  expect(recorder.events()).toEqual(events)
})

test('overwrites the oldest, and numbers what is left as before', () => {
  const { recorder } = recording(4)
  for (let i = 1; i <= 10; i++) recorder.rendezvous(1, 1, 2, i)
  const events = recorder.events()
  expect(events.map(event => event.sequence)).toEqual([6, 7, 8, 9])
  expect(events.map(event => 'count' in event && event.count)).toEqual([7, 8, 9, 10])
})

test('what still holds outlives the ring: names, blocked operations, endings', () => {
  const { recorder } = recording(4)
  recorder.spawn(1, 'patient')
  recorder.spawn(2, 'busy')
  recorder.channel(1, 'numbers')
  recorder.park(1, 'select', [{ channel: 1, direction: 'read' }, { delay: 9 }])
  recorder.close(1, 2, 'write')
  for (let i = 1; i <= 100; i++) recorder.rendezvous(2, 2, 2, i)
  const events = recorder.events()
  expect(kinds(events.slice(0, 5))).toEqual(['spawn', 'spawn', 'channel', 'park', 'close'])
  expect(events[3]).toMatchObject({ process: 1, guards: [{ channel: 1 }, { delay: 9 }] })
  expect(events.map(event => event.sequence)).toEqual(Array.from({ length: 9 }, (_, i) => 96 + i))
})

test('what no longer holds is forgotten with its row', () => {
  const { recorder } = recording(4)
  recorder.spawn(1, 'short')
  recorder.parkOne(1, 'read', 1)
  recorder.channel(1, 'numbers')
  recorder.end(1, 'done')
  recorder.spawn(2, 'resumed')
  recorder.parkOne(2, 'read', 1)
  recorder.resume(2)
  recorder.forgetChannel(1)
  for (let i = 1; i <= 8; i++) recorder.rendezvous(2, 2, 2, i)
  expect(kinds(recorder.events())).toEqual(['spawn', ...Array(4).fill('rendezvous')])
})

test('a channel that was collected keeps its name while a process is told that names it', () => {
  const { recorder } = recording(4)
  recorder.channel(1, 'lost')
  recorder.channel(2, 'chosen')
  recorder.channel(3, 'given')
  recorder.channel(4, 'unnamed')
  recorder.spawn(1, 'reader')
  recorder.parkOne(1, 'read', 1)
  recorder.spawn(2, 'selector')
  recorder.park(2, 'select', [{ channel: 2, direction: 'read' }, { delay: 9 }])
  recorder.spawn(3, 'holder', -1, 'async', undefined, [{ channel: 3, direction: 'write' }])
  recorder.put(3, 3, 1)
  for (const channel of [1, 2, 3, 4]) recorder.forgetChannel(channel)
  const names = () => {
    for (let i = 1; i <= 100; i++) recorder.timer(9, 1)
    return networkOf(recorder.events()).channels.map(({ name }) => name)
  }
  expect(names().sort()).toEqual(['chosen', 'given', 'lost'])
  recorder.end(3, 'done')
  recorder.resume(1)
  expect(names()).toEqual(['chosen'])
})

test('of channels that were collected only those are kept that processes name', () => {
  const { recorder } = recording(4)
  recorder.spawn(1, 'patient')
  for (let channel = 1; channel <= 10_000; channel++) {
    recorder.channel(channel, `channel of turn ${channel}`)
    recorder.parkOne(1, 'read', channel)
    recorder.resume(1)
    recorder.forgetChannel(channel)
  }
  recorder.parkOne(1, 'read', 10_001)
  for (let i = 1; i <= 8; i++) recorder.timer(9, 1)
  expect(kinds(recorder.events())).toEqual(['spawn', 'park', ...Array(4).fill('timer')])
})

test('an event whose guards were overwritten is not told in half', () => {
  const { recorder } = recording(4)
  recorder.park(1, 'select', [{ channel: 1 }, { channel: 2 }, { channel: 3 }])
  recorder.resume(1)
  expect(recorder.events()).toMatchObject([
    // Told from what stood before the ring, where a resumed process would not be blocked any more.
    { kind: 'park', guards: [{ channel: 1 }, { channel: 2 }, { channel: 3 }] },
    { kind: 'resume' },
  ])
})

test('a selection of more guards than there are rows keeps the first', () => {
  const { recorder } = recording(4)
  recorder.park(
    1,
    'select',
    Array.from({ length: 10 }, (_, i) => ({ channel: i })),
  )
  expect(recorder.events()).toMatchObject([
    { guards: [{ channel: 0 }, { channel: 1 }, { channel: 2 }] },
  ])
})

test('a listener receives what was before, then batches, and nothing after it stopped', () => {
  const { recorder } = recording()
  const due: (() => void)[] = []
  const batches: Batch[] = []
  recorder.spawn(1, 'main')
  const subscription = recorder.listen(
    batch => batches.push(batch),
    deliver => due.push(deliver),
  )
  due.shift()!()
  recorder.parkOne(1, 'read', 1)
  recorder.resume(1)
  expect(due).toHaveLength(1)
  due.shift()!()
  recorder.end(1, 'done')
  subscription.stop()
  due.shift()!()
  expect(batches.map(({ events }) => kinds(events))).toEqual([['spawn'], ['park', 'resume']])
  expect(batches.map(({ missed }) => missed)).toEqual([0, 0])
})

test('a listener that came too late is told how much it missed and what still holds', () => {
  const { recorder } = recording(4)
  const due: (() => void)[] = []
  const batches: Batch[] = []
  recorder.listen(
    batch => batches.push(batch),
    deliver => due.push(deliver),
  )
  recorder.spawn(1, 'main')
  due.shift()!()
  for (let i = 1; i <= 10; i++) recorder.rendezvous(1, 1, 1, i)
  due.shift()!()
  expect(batches[1]!.missed).toBe(6)
  expect(kinds(batches[1]!.events)).toEqual(['spawn', ...Array(4).fill('rendezvous')])
})

test('refuses a capacity that is no number of rows', () => {
  expect(() => new Recorder({ capacity: 0 })).toThrow('a recorder keeps between 1 and')
})

test('a resumption by the communication just before it costs no row of its own', () => {
  const { recorder } = recording(4)
  recorder.rendezvous(1, 1, 2, 1)
  recorder.resume(2)
  recorder.rendezvous(1, 1, 2, 2)
  recorder.resume(1)
  recorder.put(1, 3, 0)
  recorder.resume(3)
  recorder.take(1, 2, 0)
  recorder.resume(4)
  expect(recorder.events().map(({ sequence, kind }) => `${sequence} ${kind}`)).toEqual([
    '2 rendezvous',
    '3 resume',
    '4 put',
    '5 resume',
    '6 take',
    '7 resume',
  ])
  expect(recorder.events()).toMatchObject([
    {},
    { process: 1 },
    {},
    { process: 3 },
    {},
    { process: 4 },
  ])
})

test('a resumption that was flagged on an overwritten row still holds', () => {
  const { recorder } = recording(4)
  for (const process of [1, 2, 3]) {
    recorder.spawn(process, `process ${process}`)
    recorder.parkOne(process, 'write', 1)
  }
  recorder.rendezvous(1, 1, 9, 1)
  recorder.resume(1)
  recorder.rendezvous(1, 9, 2, 1)
  recorder.resume(2)
  recorder.put(1, 3, 1)
  recorder.resume(3)
  for (let i = 0; i < 8; i++) recorder.choice(9, 'again')
  expect(kinds(recorder.events()).filter(kind => kind === 'park')).toEqual([])
})

test('a resumption after its communication was read is told by itself', () => {
  const { recorder } = recording()
  recorder.rendezvous(1, 1, 2, 1)
  expect(recorder.events()).toHaveLength(1)
  recorder.resume(2)
  expect(kinds(recorder.events())).toEqual(['rendezvous', 'resume'])
})

test('a flush delivers at once, for a listener that is about to end', () => {
  const { recorder } = recording()
  const batches: Batch[] = []
  const subscription = recorder.listen(
    batch => batches.push(batch),
    () => {},
  )
  recorder.spawn(1, 'main')
  subscription.flush()
  expect(batches.map(({ events }) => kinds(events))).toEqual([['spawn']])
})
