/**
 * The recording as the page keeps it: segments of events, each behind a checkpoint of the state before its
 * first event. The state at any position is the nearest checkpoint and at most one segment of events.
 *
 * A segment grows with the network, so that taking checkpoints costs a constant share of applying events.
 * Only a bounded number of events is kept; dropping the oldest segment loses nothing but that stretch.
 */
import type { TraceEvent } from '../../../src/trace/events.ts'
import { apply } from './reduce.ts'
import { beginAnew, createState, fork, type NetworkState } from './state.ts'

interface Segment {
  readonly checkpoint: NetworkState
  readonly events: TraceEvent[]
}

export interface HistoryOptions {
  /** Events kept; 300,000 unless told (some 50 MB). */
  readonly limit?: number
  /** The least number of events in a segment; 4,096 unless told. */
  readonly segment?: number
}

export interface History {
  /** The state after the last event. Read it, never write it. */
  readonly head: NetworkState
  /** The oldest position that can be shown. */
  readonly first: number
  readonly size: number
  append(events: readonly TraceEvent[]): void
  /** What comes next leaves events out, and begins at this number by telling what still holds. */
  beginAnew(sequence: number): void
  /** The state after the event with this sequence number. Valid until the next call. */
  stateAt(sequence: number): NetworkState
  /** Events with `from <= sequence <= to`, at most `most` of them, the latest. */
  between(from: number, to: number, most?: number): TraceEvent[]
  /** The position one event before or after, within what is kept. */
  neighbour(sequence: number, step: 1 | -1): number
  /** The latest events up to a position that satisfy a test; looks back over at most `reach` events. */
  latest(
    to: number,
    most: number,
    test: (event: TraceEvent) => boolean,
    reach?: number,
  ): TraceEvent[]
}

export function createHistory(options: HistoryOptions = {}): History {
  const limit = options.limit ?? 300_000
  const least = options.segment ?? 4096
  const start = createState()
  let head = fork(start)
  let size = 0
  const segments: Segment[] = [{ checkpoint: start, events: [] }]
  // The last state that was rebuilt: going on from it makes a moving scrubber and a replay cheap.
  let cursor: { segment: Segment; at: number; state: NetworkState } | undefined

  function append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      if (event.sequence <= head.sequence) continue
      let current = segments[segments.length - 1] as Segment
      const entities = head.processes.size + head.channels.size
      if (current.events.length >= Math.max(least, entities)) {
        current = { checkpoint: head, events: [] }
        head = fork(head)
        segments.push(current)
      }
      apply(head, event)
      current.events.push(event)
      size += 1
    }
    while (size > limit && segments.length > 1) {
      size -= (segments.shift() as Segment).events.length
    }
  }

  function anew(sequence: number): void {
    if (sequence <= head.sequence + 1) return
    const checkpoint = beginAnew(head, sequence)
    head = fork(checkpoint)
    segments.push({ checkpoint, events: [] })
  }

  /** The segment that holds a position, by bisection. */
  function segmentOf(sequence: number): Segment {
    let low = 0
    let high = segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((segments[middle] as Segment).checkpoint.sequence <= sequence) low = middle
      else high = middle - 1
    }
    return segments[low] as Segment
  }

  function stateAt(sequence: number): NetworkState {
    if (sequence >= head.sequence) return head
    const segment = segmentOf(sequence)
    if (!cursor || cursor.segment !== segment || cursor.state.sequence > sequence) {
      cursor = { segment, at: 0, state: fork(segment.checkpoint) }
    }
    const { events } = segment
    while (cursor.at < events.length) {
      const event = events[cursor.at] as TraceEvent
      if (event.sequence > sequence) break
      apply(cursor.state, event)
      cursor.at += 1
    }
    return cursor.state
  }

  /** Every event kept, from a position backwards. */
  function* backwards(to: number): Generator<TraceEvent, void, void> {
    for (let s = segments.indexOf(segmentOf(to)); s >= 0; s -= 1) {
      const { events } = segments[s] as Segment
      for (let at = lastUpTo(events, to); at >= 0; at -= 1) yield events[at] as TraceEvent
    }
  }

  function latest(
    to: number,
    most: number,
    test: (event: TraceEvent) => boolean,
    reach = 20_000,
  ): TraceEvent[] {
    const found: TraceEvent[] = []
    let looked = 0
    for (const event of backwards(to)) {
      looked += 1
      if (looked > reach) break
      if (!test(event)) continue
      found.push(event)
      if (found.length >= most) break
    }
    return found.reverse()
  }

  function between(from: number, to: number, most = 5000): TraceEvent[] {
    const found: TraceEvent[] = []
    for (const event of backwards(to)) {
      if (event.sequence < from || found.length >= most) break
      found.push(event)
    }
    return found.reverse()
  }

  function neighbour(sequence: number, step: 1 | -1): number {
    if (step < 0) {
      for (const event of backwards(sequence - 1)) return event.sequence
      return firstPosition()
    }
    for (let s = segments.indexOf(segmentOf(sequence)); s < segments.length; s += 1) {
      const { events } = segments[s] as Segment
      const next = events[lastUpTo(events, sequence) + 1]
      if (next) return next.sequence
    }
    return head.sequence
  }

  // Before the first event kept, so that a replay can begin with an empty picture.
  function firstPosition(): number {
    const oldest = segments[0] as Segment
    const event = oldest.events[0]
    return event ? event.sequence - 1 : oldest.checkpoint.sequence
  }

  return {
    get head() {
      return head
    },
    get first() {
      return firstPosition()
    },
    get size() {
      return size
    },
    append,
    beginAnew: anew,
    stateAt,
    between,
    neighbour,
    latest,
  }
}

/** Index of the last event at or before a position; -1 if there is none. */
function lastUpTo(events: readonly TraceEvent[], sequence: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle] as TraceEvent).sequence <= sequence) low = middle + 1
    else high = middle
  }
  return low - 1
}
