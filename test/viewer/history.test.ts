import { describe, expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.ts'
import { createHistory } from '../../viewer/src/model/history.ts'
import { script, wordfreq } from './streams.ts'

describe('a recording longer than what is kept', () => {
  const events = wordfreq(40)
  const history = createHistory({ limit: 300, segment: 100 })
  history.append(events)
  const last = (events[events.length - 1] as { sequence: number }).sequence

  test('forgets whole segments, the oldest first', () => {
    expect(history.size).toBeLessThanOrEqual(300)
    expect(history.first).toBeGreaterThan(last - 301)
    expect(history.head.sequence).toBe(last)
  })

  test('still knows at its beginning what was told before', () => {
    expect(history.stateAt(history.first).processes.get(2)?.name).toBe('read lines')
  })
})

describe('moving about', () => {
  const s = script()
  for (let n = 0; n < 10; n += 1) s.spawn(`p${n}`)
  // As if the stream had left one out.
  const events = s.events.filter(event => event.sequence !== 5)
  const history = createHistory({ segment: 3 })
  history.append(events)

  test('steps go from event to event, over gaps and ends of segments', () => {
    const forward: number[] = []
    for (let at = history.first; at < history.head.sequence; ) {
      at = history.neighbour(at, 1)
      forward.push(at)
    }
    expect(forward).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9])
    expect(history.neighbour(6, -1)).toBe(4)
    expect(history.neighbour(0, -1)).toBe(-1)
    expect(history.neighbour(9, 1)).toBe(9)
  })

  test('before the first event there is nothing', () => {
    expect(history.first).toBe(-1)
    expect(history.stateAt(-1).processes.size).toBe(0)
  })

  test('between gives the latest of a stretch in order', () => {
    expect(history.between(2, 7).map(event => event.sequence)).toEqual([2, 3, 4, 6, 7])
    expect(history.between(0, 9, 2).map(event => event.sequence)).toEqual([8, 9])
  })

  test('latest looks back from a position', () => {
    const found = history.latest(8, 2, event => event.sequence % 2 === 0)
    expect(found.map(event => event.sequence)).toEqual([6, 8])
  })
})

describe('a stream that leaves events out, and tells anew what still holds', () => {
  const s = script()
  const [writer, reader, gone] = [s.spawn('writer'), s.spawn('reader'), s.spawn('gone')]
  const channel = s.channel('numbers')
  s.park(gone, 'read', channel)
  s.park(reader, 'read', channel)
  s.meet(writer, channel, reader, 'writer')
  const before = s.events.length
  const history = createHistory()
  history.append(s.events)

  // A thousand events later: one has ended, the reader goes on and the writer waits.
  const left = 1000
  const site = '/app/main.ts:1:1'
  const anew = [
    { kind: 'spawn', process: writer, name: 'writer', flavour: 'async', site },
    { kind: 'spawn', process: reader, name: 'reader', flavour: 'async', site },
    { kind: 'channel', channel, name: 'numbers', site },
    {
      kind: 'park',
      process: writer,
      operation: 'write',
      guards: [{ channel, direction: 'write' }],
    },
  ].map((event, i) => ({ ...event, sequence: before + left + i, time: 500 })) as TraceEvent[]
  history.beginAnew(before + left)
  history.append(anew)
  const { head } = history

  test('who is not told of again is gone, and waits that have ended are over', () => {
    expect([...head.processes.keys()]).toEqual([writer, reader])
    expect(head.processes.get(writer)?.pending).toHaveLength(1)
    expect(head.processes.get(reader)).toMatchObject({ status: 'running', pending: [] })
    expect(head.counts).toMatchObject({ running: 1, blocked: 1, ended: 0 })
    expect([...(head.channels.get(channel)?.waitingReaders ?? [])]).toEqual([])
  })

  test('what they did before still counts, and nobody is counted twice', () => {
    expect(head.spawned).toBe(3)
    expect(head.missed).toBe(left)
    expect(head.channels.get(channel)?.communications).toBe(1)
    expect([...(head.channels.get(channel)?.readers.keys() ?? [])]).toContain(reader)
  })

  test('communications that were left out are counted by their ordinal', () => {
    const after = createHistory()
    after.append(s.events)
    after.beginAnew(before + left)
    const sequence = before + left
    after.append([
      { sequence, time: 1000, kind: 'rendezvous', channel, writer, reader, count: 501 },
    ])
    expect(after.head.communications).toBe(501)
    // Over about a second, and not all at once.
    expect(after.head.channels.get(channel)?.rate).toBeLessThan(500)
  })

  test('the past before the gap stays as it was', () => {
    expect(history.stateAt(before - 1).processes.get(gone)?.status).toBe('blocked')
    expect(history.neighbour(before - 1, 1)).toBe(before + left)
    expect(history.neighbour(before + left, -1)).toBe(before - 1)
  })
})
