/**
 * What the rows of the ring mean: one row to an event, and continuation rows for lists of any length.
 *
 * | code       | a       | b         | c              | value    | text      | detail |
 * |------------|---------|-----------|----------------|----------|-----------|--------|
 * | spawn      | process | parent    | flavour        | ends     | name      | site   |
 * | end        | process | outcome   |                |          | error     |        |
 * | channel    | channel | kind + 1  | of a node      | capacity | name      | site, home |
 * | park       | process | operation | guards follow  |          |           | site   |
 * | parkOne    | process | direction | channel        |          |           |        |
 * | guard      | channel | direction | process        | delay    | key       | waitable |
 * | rendezvous | channel | writer    | reader         | count    |           |        |
 * | put, take  | channel | process   | (-1)           | depth    |           |        |
 * | choice     | process |           | guards follow  |          | key       |        |
 * | barrier    |         |           | members follow |          | name      |        |
 * | deadlock   |         |           | members follow |          |           |        |
 * | member     | process | in knot   |                |          |           |        |
 * | forget     | process | channel   |                |          |           |        |
 *
 * `parkOne` is a park on one channel end: the hot case, told in one row without strings. Absent numbers are -1,
 * an absent delay is NaN. `forget` is no event: it says that a process or a channel will not be heard of again.
 * The resumption of a process by the communication in the row just before is a flag on that row, not a row.
 */

import type { Direction, Guarded, Operation, TraceEvent } from './events.ts'
import { aAt, bAt, cAt, codeAt, type Ring, timeAt, valueAt } from './ring.ts'

export const SPAWN = 1
export const END = 2
export const CHANNEL = 3
export const PARK = 4
export const PARK_ONE = 5
export const RESUME = 6
export const RENDEZVOUS = 7
export const PUT = 8
export const TAKE = 9
export const CHOICE = 10
export const CLOSE = 11
export const POISON = 12
export const TIMER = 13
export const BARRIER = 14
export const DEADLOCK = 15
/** Rows from here on are no events of their own. */
export const FIRST_HIDDEN = 16
export const GUARD = 16
export const MEMBER = 17
export const FORGET = 18

/** The low bits of a code are the kind of the row; a flag says who was resumed by it as well. */
export const KIND = 31
export const RESUMES_B = 32
export const RESUMES_C = 64

export const isEvent = (code: number): boolean => (code & KIND) < FIRST_HIDDEN

// The ends that a process was given follow its spawn as guards do a park.

/** Whether the row belongs to the event in a row before it. */
export const isContinuation = (code: number): boolean => code === GUARD || code === MEMBER

/** How many events a row of a code tells. */
export const EVENTS_OF: Readonly<Uint8Array> = Uint8Array.from({ length: 128 }, (_, code) =>
  isEvent(code) ? 1 + ((code >> 5) & 1) + ((code >> 6) & 1) : 0,
)

export const flavours = ['async', 'fiber'] as const
export const outcomes = ['done', 'ended', 'failed', 'cancelled'] as const
export const operations = ['read', 'write', 'select', 'timer', 'barrier', 'wait'] as const
export const directions = ['read', 'write'] as const
/** Kinds of buffer by number. Few exist, so the list may grow with the first use of each. */
export const bufferKinds: string[] = []

export type Outcome = (typeof outcomes)[number]
export type Flavour = (typeof flavours)[number]

export function bufferKind(kind: string): number {
  const known = bufferKinds.indexOf(kind)
  return known >= 0 ? known : bufferKinds.push(kind) - 1
}

/** The name for a code that was looked up in the same list, so it is there. */
function nameOf<T>(names: readonly T[], code: number): T {
  return names[code] as T
}

function guardAt(ring: Ring, place: number): Guarded {
  const channel = aAt(ring, place)
  const direction = bAt(ring, place)
  const process = cAt(ring, place)
  const delay = valueAt(ring, place)
  const key = ring.text[place]
  const waitable = ring.detail[place]
  return {
    ...(channel >= 0 && { channel }),
    ...(direction >= 0 && { direction: nameOf<Direction>(directions, direction) }),
    ...(key !== undefined && { key }),
    ...(!Number.isNaN(delay) && { delay }),
    ...(process >= 0 && { process }),
    ...(waitable !== undefined && { waitable }),
  }
}

function rowsAfter<T>(ring: Ring, place: number, count: number, read: (place: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => read((place + 1 + i) & (ring.capacity - 1)))
}

/** Adds the events told by the row at a place and its continuation rows, which must all still be there. */
export function readEvents(
  ring: Ring,
  place: number,
  sequence: number,
  events: TraceEvent[],
): void {
  const code = codeAt(ring, place)
  const event = readEvent(ring, place, sequence)
  events.push(event)
  const resume = (process: number) => {
    events.push({ sequence: ++sequence, time: event.time, kind: 'resume', process })
  }
  if (code & RESUMES_B) resume(bAt(ring, place))
  if (code & RESUMES_C) resume(cAt(ring, place))
}

/** The event of a row itself, without the resumptions that are flagged on it. */
export function readEvent(ring: Ring, place: number, sequence: number): TraceEvent {
  const a = aAt(ring, place)
  const b = bAt(ring, place)
  const c = cAt(ring, place)
  const value = valueAt(ring, place)
  const text = ring.text[place]
  const detail = ring.detail[place]
  const stamp = { sequence, time: timeAt(ring, place) }
  const site = detail === undefined ? {} : { site: detail }
  switch (codeAt(ring, place) & KIND) {
    case SPAWN: {
      const flavour = nameOf(flavours, c)
      const parent = b < 0 ? {} : { parent: b }
      const ends =
        value === 0 ? {} : { ends: rowsAfter(ring, place, value, at => guardAt(ring, at)) }
      const name = text ?? ''
      return { ...stamp, kind: 'spawn', process: a, name, ...parent, flavour, ...site, ...ends }
    }
    case END: {
      const error = text === undefined ? {} : { error: text }
      return { ...stamp, kind: 'end', process: a, outcome: nameOf(outcomes, b), ...error }
    }
    case CHANNEL: {
      const buffer =
        b === 0 ? {} : { buffer: { kind: nameOf(bufferKinds, b - 1), capacity: value } }
      const place = c === 1 ? { home: detail ?? '' } : site
      return { ...stamp, kind: 'channel', channel: a, name: text ?? '', ...buffer, ...place }
    }
    case PARK: {
      const guards = rowsAfter(ring, place, c, next => guardAt(ring, next))
      const operation = nameOf<Operation>(operations, b)
      return { ...stamp, kind: 'park', process: a, operation, guards, ...site }
    }
    case PARK_ONE: {
      const direction = nameOf<Direction>(directions, b)
      const guards = [{ channel: c, direction }]
      return { ...stamp, kind: 'park', process: a, operation: direction, guards }
    }
    case RESUME:
      return { ...stamp, kind: 'resume', process: a }
    case RENDEZVOUS:
      return { ...stamp, kind: 'rendezvous', channel: a, writer: b, reader: c, count: value }
    case PUT:
      return { ...stamp, kind: 'put', channel: a, writer: b, depth: value }
    case TAKE:
      return { ...stamp, kind: 'take', channel: a, reader: b, depth: value }
    case CHOICE: {
      const among = c === 0 ? {} : { among: rowsAfter(ring, place, c, at => guardAt(ring, at)) }
      return { ...stamp, kind: 'choice', process: a, key: text ?? '', ...among }
    }
    case CLOSE:
      return {
        ...stamp,
        kind: 'close',
        channel: a,
        process: b,
        by: nameOf<Direction>(directions, c),
      }
    case POISON: {
      const cause = text === undefined ? {} : { cause: text }
      return { ...stamp, kind: 'poison', channel: a, process: b, ...cause }
    }
    case TIMER:
      return { ...stamp, kind: 'timer', process: a, delay: value }
    case BARRIER: {
      const processes = rowsAfter(ring, place, c, next => aAt(ring, next))
      return { ...stamp, kind: 'barrier', barrier: text ?? '', processes }
    }
    case DEADLOCK: {
      const members = rowsAfter(ring, place, c, next => ({
        id: aAt(ring, next),
        knotted: bAt(ring, next) === 1,
      }))
      const stuck = members.map(member => member.id)
      const knot = members.filter(member => member.knotted).map(member => member.id)
      return { ...stamp, kind: 'deadlock', stuck, knot }
    }
    default:
      throw new Error(`a row of the recording is no event (code ${codeAt(ring, place)})`)
  }
}
