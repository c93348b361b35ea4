import { describe, expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.ts'
import { apply, REMEMBERED } from '../../viewer/src/model/reduce.ts'
import { createState, type NetworkState } from '../../viewer/src/model/state.ts'
import { script } from './streams.ts'

function after(events: readonly TraceEvent[]): NetworkState {
  const state = createState()
  for (const event of events) apply(state, event)
  return state
}

const status = (state: NetworkState, process: number) => state.processes.get(process)?.status

describe('a communication', () => {
  test('the one who waited is ready from the match until it is resumed', () => {
    const s = script()
    const [writer, reader] = [s.spawn('writer'), s.spawn('reader')]
    const channel = s.channel('numbers')
    s.meet(writer, channel, reader, 'reader')
    const [park, rendezvous, resume] = s.events.slice(-3) as [TraceEvent, TraceEvent, TraceEvent]
    const state = after(s.events.slice(0, -3))
    expect(status(state, reader)).toBe('running')
    apply(state, park)
    expect(status(state, reader)).toBe('blocked')
    expect([...(state.channels.get(channel)?.waitingReaders ?? [])]).toEqual([reader])
    apply(state, rendezvous)
    expect(status(state, reader)).toBe('ready')
    expect(state.channels.get(channel)?.waitingReaders.size).toBe(0)
    apply(state, resume)
    expect(status(state, reader)).toBe('running')
    expect(state.channels.get(channel)).toMatchObject({ communications: 1 })
    expect(state.channels.get(channel)?.writers).toEqual(new Map([[writer, 1]]))
    expect(state.channels.get(channel)?.readers).toEqual(new Map([[reader, 1]]))
  })

  test('a buffered channel knows its depth, and both of its ends', () => {
    const s = script()
    const [writer, reader] = [s.spawn('writer'), s.spawn('reader')]
    const channel = s.channel('numbers', 4)
    s.put(writer, channel)
    s.put(writer, channel)
    s.take(reader, channel)
    expect(after(s.events).channels.get(channel)).toMatchObject({
      depth: 1,
      communications: 2,
      buffer: { kind: 'fifo', capacity: 4 },
    })
  })

  test('a selection leaves every channel that it waited at', () => {
    const s = script()
    const [writer, chooser] = [s.spawn('writer'), s.spawn('chooser')]
    const [left, right] = [s.channel('left'), s.channel('right')]
    s.select(chooser, [
      { channel: left, direction: 'read', key: 'left' },
      { channel: right, direction: 'read', key: 'right' },
    ])
    s.tell({ kind: 'rendezvous', channel: right, writer, reader: chooser, count: 1 })
    const state = after(s.events)
    expect(state.channels.get(left)?.waitingReaders.size).toBe(0)
    expect(status(state, chooser)).toBe('ready')
  })

  test('a process with two operations at a time is blocked until both are over', () => {
    const s = script()
    const [writer, both] = [s.spawn('writer'), s.spawn('both')]
    const [left, right] = [s.channel('left'), s.channel('right')]
    s.park(both, 'read', left)
    s.park(both, 'read', right)
    s.tell({ kind: 'rendezvous', channel: right, writer, reader: both, count: 1 })
    s.tell({ kind: 'resume', process: both })
    const state = after(s.events)
    expect(status(state, both)).toBe('blocked')
    expect(state.processes.get(both)?.pending.map(p => p.guards[0]?.channel)).toEqual([left])
    s.tell({ kind: 'rendezvous', channel: left, writer, reader: both, count: 1 })
    s.tell({ kind: 'resume', process: both })
    expect(status(after(s.events), both)).toBe('running')
  })
})

describe('endings', () => {
  test('a channel closed by its writer drains before it is closed', () => {
    const s = script()
    const [writer, reader] = [s.spawn('writer'), s.spawn('reader')]
    const channel = s.channel('numbers', 4)
    s.put(writer, channel)
    s.tell({ kind: 'close', channel, process: writer, by: 'write' })
    expect(after(s.events).channels.get(channel)?.status).toBe('draining')
    s.take(reader, channel)
    expect(after(s.events).channels.get(channel)?.status).toBe('closed')
  })

  test('a channel closed by its reader is closed at once and empty', () => {
    const s = script()
    const [writer, reader] = [s.spawn('writer'), s.spawn('reader')]
    const channel = s.channel('numbers', 4)
    s.put(writer, channel)
    s.tell({ kind: 'close', channel, process: reader, by: 'read' })
    expect(after(s.events).channels.get(channel)).toMatchObject({ status: 'closed', depth: 0 })
  })

  test('poison marks those who waited until their next wait or their end', () => {
    const s = script()
    const [writer, reader, killer] = [s.spawn('writer'), s.spawn('reader'), s.spawn('killer')]
    const [channel, other] = [s.channel('numbers'), s.channel('other')]
    s.park(writer, 'write', channel)
    s.park(reader, 'read', other)
    s.tell({ kind: 'poison', channel, process: killer, cause: 'enough' })
    s.tell({ kind: 'resume', process: writer })
    const state = after(s.events)
    expect([status(state, writer), status(state, reader)]).toEqual(['poisoned', 'blocked'])
    expect(state.channels.get(channel)).toMatchObject({ status: 'poisoned', cause: 'enough' })
    s.tell({ kind: 'end', process: writer, outcome: 'failed', error: 'enough' })
    expect(status(after(s.events), writer)).toBe('failed')
  })

  test('only the latest of the ended are remembered, and the counts agree', () => {
    const s = script()
    for (let n = 0; n < REMEMBERED + 10; n += 1) s.end(s.spawn(`worker ${n}`))
    const state = after(s.events)
    expect(state.processes.size).toBe(REMEMBERED)
    expect(state.counts.ended).toBe(REMEMBERED)
    expect(state.spawned).toBe(REMEMBERED + 10)
  })
})

describe('an imperfect stream', () => {
  test('who was never announced is made up', () => {
    const state = after([
      { sequence: 900, time: 5, kind: 'rendezvous', channel: 3, writer: 7, reader: 8, count: 41 },
    ])
    expect(state.processes.get(7)?.name).toBe('process 7')
    expect(state.channels.get(3)).toMatchObject({ name: 'channel 3', communications: 41 })
    expect(state.missed).toBe(0)
  })

  test('events left out are counted, events told again are ignored', () => {
    const s = script()
    s.spawn('one')
    s.spawn('two')
    s.spawn('three')
    const [one, , three] = s.events as [TraceEvent, TraceEvent, TraceEvent]
    const state = after([one, three, one, three])
    expect(state.missed).toBe(1)
    expect(state.spawned).toBe(2)
  })

  test('an event of a kind from a later version only moves the position', () => {
    const state = after([{ sequence: 0, time: 0, kind: 'eclipse' } as unknown as TraceEvent])
    expect(state.sequence).toBe(0)
    expect(state.processes.size).toBe(0)
  })

  test('code outside every process takes part without being counted', () => {
    const s = script()
    const reader = s.spawn('reader')
    const channel = s.channel('numbers')
    s.meet(0, channel, reader)
    const { counts, channels } = after(s.events)
    expect(counts.running).toBe(1)
    expect(channels.get(channel)?.writers.has(0)).toBe(true)
  })
})
