import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.ts'
import { createHistory } from '../../viewer/src/model/history.ts'
import { apply } from '../../viewer/src/model/reduce.ts'
import { createState, type NetworkState } from '../../viewer/src/model/state.ts'
import { script } from './streams.ts'

/** What can be compared: generations tell who may write an entry, not what it is. */
function plain(state: NetworkState) {
  const strip = <T extends { generation: number }>(entries: Map<number, T>) =>
    [...entries.values()].map(({ generation: _, ...rest }) => rest)
  const { generation: _, ...rest } = state
  return { ...rest, processes: strip(state.processes), channels: strip(state.channels) }
}

/** Streams of any moves by four processes on three channels, sensible or not: the reducer takes all. */
const streams = fc
  .array(fc.tuple(fc.nat(8), fc.nat(3), fc.nat(3), fc.nat(2)), { maxLength: 120 })
  .map(moves => {
    const s = script()
    const processes = [1, 2, 3, 4].map(n => s.spawn(`p${n}`))
    const channels = [s.channel('a'), s.channel('b', 2), s.channel('c')]
    for (const [move, p, q, c] of moves) {
      const [one, other] = [processes[p] as number, processes[q] as number]
      const channel = channels[c] as number
      if (move === 0) s.park(one, 'read', channel)
      else if (move === 1) s.park(one, 'write', channel)
      else if (move === 2) s.meet(one, channel, other)
      else if (move === 3) s.put(one, channel)
      else if (move === 4) s.take(one, channel)
      else if (move === 5) s.tell({ kind: 'resume', process: one })
      else if (move === 6) s.tell({ kind: 'poison', channel, process: one })
      else if (move === 7) s.tell({ kind: 'close', channel, process: one, by: 'write' })
      else s.end(one)
    }
    return s.events
  })

function replay(events: readonly TraceEvent[], to: number): NetworkState {
  const state = createState()
  for (const event of events) if (event.sequence <= to) apply(state, event)
  return state
}

test('the state at a position is what its events make, in whatever order positions are asked for', () => {
  fc.assert(
    fc.property(
      streams,
      fc.array(fc.nat(200), { maxLength: 12 }),
      fc.integer({ min: 1, max: 30 }),
      (events, positions, segment) => {
        const history = createHistory({ segment })
        // Asking in between must not disturb what is built on top.
        events.forEach((event, index) => {
          history.append([event])
          if (index % 7 === 0) history.stateAt(Math.floor(index / 2))
        })
        expect(plain(history.head)).toEqual(plain(replay(events, Infinity)))
        for (const position of positions) {
          expect(plain(history.stateAt(position))).toEqual(plain(replay(events, position)))
        }
      },
    ),
  )
})

test('every count agrees with the processes that it counts', () => {
  fc.assert(
    fc.property(streams, events => {
      const { counts, processes } = replay(events, Infinity)
      for (const [status, count] of Object.entries(counts)) {
        expect([...processes.values()].filter(process => process.status === status)).toHaveLength(
          count,
        )
      }
    }),
  )
})
