/**
 * What stood before the oldest row of a ring: the rows that were overwritten, folded into the state they left.
 *
 * A ring forgets how a network came to be: the spawn of a process that works for days is overwritten within
 * seconds, and with it its name. So whatever a row said that still holds is kept here when the row goes: who
 * lives, who is blocked in what, which channels there are and how full. A process is dropped when the row of its
 * end goes, a channel when the row goes that says that it was collected; so the size follows the network alone.
 *
 * Every event told again stands for one that was overwritten, hence there are numbers enough for them below the
 * sequence number of the oldest event in the ring.
 */

import { OUTSIDE, type TraceEvent } from './events.ts'
import { PagedTable } from './paged-table.ts'
import { Resumptions } from './resumptions.ts'
import { aAt, bAt, cAt, codeAt, type Ring, timeAt } from './ring.ts'
import {
  CHANNEL,
  CLOSE,
  END,
  eventsOf,
  FORGET,
  KIND,
  PARK,
  PARK_ONE,
  POISON,
  PUT,
  RENDEZVOUS,
  RESUME,
  RESUMES_B,
  RESUMES_C,
  readEvent,
  SPAWN,
  TAKE,
} from './rows.ts'

type Spawn = Extract<TraceEvent, { kind: 'spawn' }>
type Park = Extract<TraceEvent, { kind: 'park' }>
type Channel = Extract<TraceEvent, { kind: 'channel' }>
type Ending = Extract<TraceEvent, { kind: 'close' | 'poison' }>
type Transfer = Extract<TraceEvent, { kind: 'put' | 'take' }>

interface ProcessStanding {
  spawn: Spawn | undefined
  /** A park that was told in one row is kept as numbers: this is the path of every read that is overwritten. */
  parkedOne: boolean
  direction: number
  channel: number
  time: number
  sequence: number
  /** A park with any other guards. */
  park: Park | undefined
}

interface ChannelStanding {
  channel: Channel | undefined
  endings: Ending[]
  /** The last put or take, which tells the depth of the buffer. */
  transfer: Transfer | undefined
}

export class Standing {
  readonly #processes = new PagedTable<ProcessStanding>()
  readonly #channels = new Map<number, ChannelStanding>()
  readonly #resumptions = new Resumptions()

  /**
   * Takes in rows that are about to be overwritten, whole events, and answers the number of the event after them.
   *
   * Of a process that parks and goes on a thousand times in these rows only the last counts. So the resumptions are
   * noted first, and what was resumed later is passed over.
   *
   * @param place where the oldest of them lies
   * @param sequence number of the first event
   */
  fold(ring: Ring, place: number, count: number, sequence: number): number {
    const mask = ring.capacity - 1
    const resumptions = this.#resumptions
    resumptions.begin()
    for (let i = count - 1; i >= 0; i--) {
      const at = (place + i) & mask
      const code = codeAt(ring, at)
      if (code & RESUMES_B) this.#noteResumption(bAt(ring, at), i)
      if (code & RESUMES_C) this.#noteResumption(cAt(ring, at), i)
      if (code === RESUME) this.#noteResumption(aAt(ring, at), i)
    }
    const { complete } = resumptions
    let number = sequence
    for (let i = 0; i < count; i++) {
      const at = (place + i) & mask
      const code = codeAt(ring, at)
      const kind = code & KIND
      const told = complete && (kind === RENDEZVOUS || kind === RESUME)
      const over = kind === PARK_ONE && resumptions.comesAfter(aAt(ring, at), i)
      if (!told && !over) this.#foldRow(ring, at, code, i, number)
      number += eventsOf(code)
    }
    return number
  }

  #noteResumption(process: number, row: number): void {
    // It ends what the process was blocked in before these rows as well.
    if (this.#resumptions.note(process, row)) this.#resumed(process)
  }

  #foldRow(ring: Ring, place: number, code: number, row: number, sequence: number): void {
    if (code & RESUMES_B) this.#resumedIfNotNoted(bAt(ring, place))
    if (code & RESUMES_C) this.#resumedIfNotNoted(cAt(ring, place))
    switch (code & KIND) {
      case PARK_ONE: {
        const standing = this.#process(aAt(ring, place))
        standing.parkedOne = true
        standing.direction = bAt(ring, place)
        standing.channel = cAt(ring, place)
        standing.time = timeAt(ring, place)
        standing.sequence = sequence
        break
      }
      case RESUME:
        this.#resumedIfNotNoted(aAt(ring, place))
        break
      case PARK:
        if (this.#resumptions.comesAfter(aAt(ring, place), row)) break
        this.#process(aAt(ring, place)).park = readEvent(ring, place, sequence) as Park
        break
      case SPAWN:
        this.#process(aAt(ring, place)).spawn = readEvent(ring, place, sequence) as Spawn
        break
      case END:
        this.#processes.delete(aAt(ring, place))
        break
      case CHANNEL:
        this.#channel(aAt(ring, place)).channel = readEvent(ring, place, sequence) as Channel
        break
      case PUT:
      case TAKE:
        this.#channel(aAt(ring, place)).transfer = readEvent(ring, place, sequence) as Transfer
        break
      case CLOSE:
      case POISON:
        this.#channel(aAt(ring, place)).endings.push(readEvent(ring, place, sequence) as Ending)
        break
      case FORGET:
        if (aAt(ring, place) >= 0) this.#processes.delete(aAt(ring, place))
        this.#channels.delete(bAt(ring, place))
        break
    }
  }

  #resumedIfNotNoted(process: number): void {
    if (!this.#resumptions.has(process)) this.#resumed(process)
  }

  #resumed(process: number): void {
    const standing = this.#processes.get(process)
    if (standing === undefined) return
    standing.parkedOne = false
    standing.park = undefined
  }

  /** The events that still hold, renumbered to end just below `before`. */
  events(before: number): TraceEvent[] {
    const kept: TraceEvent[] = []
    for (const [process, standing] of this.#processes) {
      if (standing.spawn) kept.push(standing.spawn)
      if (standing.park) kept.push(standing.park)
      if (standing.parkedOne) kept.push(parkOne(process, standing))
    }
    for (const { channel, endings, transfer } of this.#channels.values()) {
      if (channel) kept.push(channel)
      if (transfer) kept.push(this.#attributed(transfer))
      kept.push(...endings.map(ending => this.#attributed(ending)))
    }
    kept.sort((x, y) => x.sequence - y.sequence)
    return kept.map((event, i) => ({ ...event, sequence: before - kept.length + i }))
  }

  clear(): void {
    this.#processes.clear()
    this.#channels.clear()
  }

  /** What a process did that has ended since was done by nobody who is still known. */
  #attributed(event: Transfer | Ending): TraceEvent {
    const known = (process: number) =>
      this.#processes.get(process) === undefined ? OUTSIDE : process
    if (event.kind === 'put') return { ...event, writer: known(event.writer) }
    if (event.kind === 'take') return { ...event, reader: known(event.reader) }
    return { ...event, process: known(event.process) }
  }

  #process(id: number): ProcessStanding {
    const known = this.#processes.get(id)
    if (known) return known
    const standing: ProcessStanding = {
      spawn: undefined,
      parkedOne: false,
      direction: 0,
      channel: 0,
      time: 0,
      sequence: 0,
      park: undefined,
    }
    this.#processes.set(id, standing)
    return standing
  }

  #channel(id: number): ChannelStanding {
    const known = this.#channels.get(id)
    if (known) return known
    const standing: ChannelStanding = { channel: undefined, endings: [], transfer: undefined }
    this.#channels.set(id, standing)
    return standing
  }
}

function parkOne(process: number, standing: ProcessStanding): Park {
  const direction = standing.direction === 0 ? 'read' : 'write'
  return {
    sequence: standing.sequence,
    time: standing.time,
    kind: 'park',
    process,
    operation: direction,
    guards: [{ channel: standing.channel, direction }],
  }
}
