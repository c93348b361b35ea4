import { describe, expect, test } from 'vitest'
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
