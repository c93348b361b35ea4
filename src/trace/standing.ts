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

import type { TraceEvent } from './events.ts'
import type { Ring } from './ring.ts'
import {
  CHANNEL,
  CLOSE,
  END,
  FORGET,
  PARK,
  PARK_ONE,
  POISON,
  PUT,
  RESUME,
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
  site: string | undefined
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
  readonly #processes = new Map<number, ProcessStanding>()
  readonly #channels = new Map<number, ChannelStanding>()

  /** Takes in the row at a place that is about to be overwritten; its continuation rows must still be there. */
  fold(ring: Ring, place: number, sequence: number): void {
    switch (ring.code[place]) {
      case PARK_ONE: {
        const standing = this.#process(ring.a[place]!)
        standing.parkedOne = true
        standing.direction = ring.b[place]!
        standing.channel = ring.c[place]!
        standing.time = ring.time[place]!
        standing.sequence = sequence
        standing.site = ring.detail[place]
        break
      }
      case RESUME: {
        const standing = this.#process(ring.a[place]!)
        standing.parkedOne = false
        standing.park = undefined
        break
      }
      case PARK:
        this.#process(ring.a[place]!).park = readEvent(ring, place, sequence) as Park
        break
      case SPAWN:
        this.#process(ring.a[place]!).spawn = readEvent(ring, place, sequence) as Spawn
        break
      case END:
        this.#processes.delete(ring.a[place]!)
        break
      case CHANNEL:
        this.#channel(ring.a[place]!).channel = readEvent(ring, place, sequence) as Channel
        break
      case PUT:
      case TAKE:
        this.#channel(ring.a[place]!).transfer = readEvent(ring, place, sequence) as Transfer
        break
      case CLOSE:
      case POISON:
        this.#channel(ring.a[place]!).endings.push(readEvent(ring, place, sequence) as Ending)
        break
      case FORGET:
        this.#processes.delete(ring.a[place]!)
        this.#channels.delete(ring.b[place]!)
        break
    }
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
      if (transfer) kept.push(transfer)
      kept.push(...endings)
    }
    kept.sort((x, y) => x.sequence - y.sequence)
    return kept.map((event, i) => ({ ...event, sequence: before - kept.length + i }))
  }

  clear(): void {
    this.#processes.clear()
    this.#channels.clear()
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
      site: undefined,
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
    ...(standing.site !== undefined && { site: standing.site }),
  }
}
