/**
 * What stood before the oldest row of a ring: the rows that were overwritten, folded into the state they left.
 *
 * A ring forgets how a network came to be: the spawn of a process that works for days is overwritten within
 * seconds, and with it its name. So whatever a row said that still holds is kept here when the row goes: who
 * lives, who is blocked in what, which channels there are and how full. A process is dropped when the row goes of
 * its end, or of its collection while it was blocked; a channel when the row goes that says that it was collected and
 * no process that is kept names it (one was given an end and let go of it, or is blocked in it); so the size follows
 * the network alone.
 *
 * Every event told again stands for one that was overwritten, hence there are numbers enough for them below the
 * sequence number of the oldest event in the ring.
 */

import { OUTSIDE, type TraceEvent } from './events.ts'
import { Forgotten } from './forgotten.ts'
import { PagedTable } from './paged-table.ts'
import { aAt, bAt, cAt, codeAt, type Ring, timeAt } from './ring.ts'
import {
  CHANNEL,
  CLOSE,
  END,
  EVENTS_OF,
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
import { Seen } from './seen.ts'

type Spawn = Extract<TraceEvent, { kind: 'spawn' }>
type Park = Extract<TraceEvent, { kind: 'park' }>
type Channel = Extract<TraceEvent, { kind: 'channel' }>
type Ending = Extract<TraceEvent, { kind: 'close' | 'poison' }>
type Transfer = Extract<TraceEvent, { kind: 'put' | 'take' }>

/** The column of the process whose going on is all that a row of this code leads to or follows; 0 for none. */
function resumedBy(code: number): number {
  if (code === PARK_ONE) return 1
  if (code === (RENDEZVOUS | RESUMES_B)) return 2
  return code === (RENDEZVOUS | RESUMES_C) ? 3 : 0
}

/** What the first look at a row needs to know of its code: that column, and four times the events that it tells. */
const AT_A_GLANCE = Uint8Array.from(EVENTS_OF, (events, code) => 4 * events + resumedBy(code))

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
  readonly #forgotten = new Forgotten()
  /** Processes that go on, and channels that are used, in later rows of a block. */
  readonly #resumptions = new Seen()
  readonly #transfers = new Seen()

  /**
   * Takes in rows that are about to be overwritten, whole events, and answers the number of the event after them.
   *
   * Of a process that parks and goes on a thousand times in these rows only the last counts. So they are read
   * backwards, and a row on which a later one has the last word is passed over; few are left.
   *
   * @param place where the oldest of them lies
   * @param sequence number of the first event
   */
  fold(ring: Ring, place: number, count: number, sequence: number): number {
    const mask = ring.capacity - 1
    const left: number[] = []
    this.#resumptions.begin()
    this.#transfers.begin()
    const { integers } = ring
    const resumptions = this.#resumptions
    const atAGlance = AT_A_GLANCE
    let after = 0
    for (let row = count - 1; row >= 0; row--) {
      const at = (place + row) & mask
      const code = integers[at << 3] as number
      const glance = atAGlance[code] as number
      after += glance >> 2
      const one = glance & 3
      // Of the commonest rows the next look tells that somebody is known to go on after it, and nothing else is told.
      if (one > 0 && resumptions.has(integers[(at << 3) + one] as number)) continue
      if (!this.#isSuperseded(ring, at, code)) left.push(at, after)
    }
    const end = sequence + after
    for (let i = left.length - 2; i >= 0; i -= 2)
      this.#foldRow(ring, left[i] as number, end - (left[i + 1] as number))
    return end
  }

  /** Whether nothing has to be kept of a row, given the rows after it; of a resumption, once it was noted. */
  #isSuperseded(ring: Ring, place: number, code: number): boolean {
    let known = true
    if (code & RESUMES_B) known = this.#noteResumption(bAt(ring, place))
    if (code & RESUMES_C) known = this.#noteResumption(cAt(ring, place)) && known
    switch (code & KIND) {
      case PARK_ONE:
      case PARK:
        return this.#resumptions.has(aAt(ring, place))
      case RESUME:
        return this.#noteResumption(aAt(ring, place))
      case PUT:
      case TAKE: {
        const channel = aAt(ring, place)
        if (this.#transfers.has(channel)) return known
        this.#transfers.add(channel)
        return false
      }
      case SPAWN:
      case END:
      case CHANNEL:
      case CLOSE:
      case POISON:
      case FORGET:
        return false
      default:
        return known
    }
  }

  /** Ends what the process was blocked in before these rows; false if that has to be done in its turn. */
  #noteResumption(process: number): boolean {
    if (this.#resumptions.has(process)) return true
    if (!this.#resumptions.add(process)) return false
    this.#resumed(process)
    return true
  }

  #foldRow(ring: Ring, place: number, sequence: number): void {
    const code = codeAt(ring, place)
    if (code & RESUMES_B) this.#resumedInTurn(bAt(ring, place))
    if (code & RESUMES_C) this.#resumedInTurn(cAt(ring, place))
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
        this.#resumedInTurn(aAt(ring, place))
        break
      case PARK:
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
        if (this.#channels.has(bAt(ring, place)) && this.#forgotten.add(bAt(ring, place)))
          this.#dropUnnamed()
        break
    }
  }

  #dropUnnamed(): void {
    const unnamed = this.#forgotten.takeUnnamed(this.#processes)
    for (const channel of unnamed) this.#channels.delete(channel)
  }

  /** What was noted is done. */
  #resumedInTurn(process: number): void {
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
    this.#dropUnnamed()
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
