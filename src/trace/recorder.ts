/**
 * The recorder: takes what happens in a network, keeps the last of it, gives it back as events.
 *
 * Its memory is bounded by its capacity and by the network that it watches, not by how long it watches. A method
 * stands for each kind of event; none of them calls into the program, so they may be called from within a commit.
 */

import { SampledClock } from './clock.ts'
import { type Direction, type Guarded, type Operation, OUTSIDE, type TraceEvent } from './events.ts'
import { codeAt, createRing, drop, nextRow, placeOf, type Ring, writeRow } from './ring.ts'
import * as rows from './rows.ts'
import { Standing } from './standing.ts'
import { type Batch, Stream, type Subscription } from './stream.ts'

/** How much a recorder keeps, and by which clock. */
export interface RecorderOptions {
  /**
   * Rows kept, rounded up to a power of two. An event takes one, and one more for each guard of a selection.
   * Of these, up to a 64th may be given up at once. Default: 65,536, which take 3 MB.
   */
  readonly capacity?: number
  /** Milliseconds from any origin. Default: `performance.now`. */
  readonly now?: () => number
  /** Calls back once after the present turn of the event loop; lets events of one turn share a clock reading. */
  readonly endOfTurn?: (callback: () => void) => void
}

declare const performance: { now(): number }

/** The rows are given up in 64 blocks: what was overwritten is taken in more cheaply together. */
const BLOCK_BITS = 6

/** The ring of events; `record` connects one with the network that runs. */
export class Recorder {
  readonly #ring: Ring
  readonly #clock: SampledClock
  readonly #standing = new Standing()
  readonly #streams: Stream[] = []
  /** Events that were overwritten. */
  #overwritten = 0
  /** Place of the row just written if a resumption may still be flagged on it, or -1. */
  #matched = -1
  #processes: number = OUTSIDE
  #channels = 0

  constructor(options: RecorderOptions = {}) {
    this.#ring = createRing(options.capacity ?? 65_536)
    this.#clock = new SampledClock(options.now ?? (() => performance.now()), options.endOfTurn)
  }

  /** A number for a process that was not heard of before. */
  newProcess(): number {
    return ++this.#processes
  }

  /** A number for a channel that was not heard of before. */
  newChannel(): number {
    return ++this.#channels
  }

  /** Milliseconds since the recording began. */
  now(): number {
    return this.#clock.read()
  }

  // ------------------------------------------------------------------ what happens

  /** @param ends the channel ends that the process was given */
  spawn(
    id: number,
    name: string,
    parent = -1,
    flavour: rows.Flavour = 'async',
    site?: string,
    ends: readonly Guarded[] = [],
  ): void {
    const kept = ends.slice(0, this.#ring.capacity - 1)
    const code = rows.flavours.indexOf(flavour)
    this.#texts(this.#event(rows.SPAWN, id, parent, code, kept.length), name, site)
    this.#guards(kept)
  }

  /** The process that was spawned last turned out to be a fiber: known only once its body was called. */
  isFiber(process: number): void {
    const { integers, place, capacity } = this.#ring
    // A body that is a fiber has done nothing so far, so its spawn is still the event just written.
    let at = (place - 1) & (capacity - 1)
    while (integers[at << 3] === rows.GUARD) at = (at - 1) & (capacity - 1)
    at <<= 3
    if (integers[at] === rows.SPAWN && integers[at + 1] === process) integers[at + 3] = 1
  }

  end(process: number, outcome: rows.Outcome, error?: string): void {
    this.#texts(this.#event(rows.END, process, rows.outcomes.indexOf(outcome), 0, 0), error)
  }

  channel(
    id: number,
    name: string,
    buffer?: { readonly kind: string; readonly capacity: number },
    site?: string,
  ): void {
    const kind = buffer === undefined ? 0 : rows.bufferKind(buffer.kind) + 1
    this.#texts(this.#event(rows.CHANNEL, id, kind, 0, buffer?.capacity ?? 0), name, site)
  }

  /** The channel of a node. */
  remoteChannel(id: number, name: string, home: string): void {
    this.#texts(this.#event(rows.CHANNEL, id, 0, 1, 0), name, home)
  }

  /** A process is blocked reading or writing one channel: the hot case, told without a list. */
  parkOne(process: number, direction: Direction, channel: number): void {
    this.#event(rows.PARK_ONE, process, direction === 'read' ? 0 : 1, channel, 0)
  }

  /** A process is blocked in any other operation. */
  park(process: number, operation: Operation, guards: readonly Guarded[], site?: string): void {
    // An event must fit into the ring whole, with its guards: of a monstrous selection the first are kept.
    const kept = guards.slice(0, this.#ring.capacity - 1)
    const code = rows.operations.indexOf(operation)
    this.#texts(this.#event(rows.PARK, process, code, kept.length, 0), undefined, site)
    this.#guards(kept)
  }

  resume(process: number): void {
    // Most resumptions follow the communication that caused them at once: then a flag on its row tells both.
    const at = this.#matched << 3
    if (at >= 0) {
      this.#matched = -1
      const { integers } = this.#ring
      const flag = integers[at + 2] === process ? rows.RESUMES_B : rows.RESUMES_C
      if (flag === rows.RESUMES_B || integers[at + 3] === process) {
        integers[at]! |= flag
        return
      }
    }
    this.#event(rows.RESUME, process, 0, 0, 0)
  }

  rendezvous(channel: number, writer: number, reader: number, count: number): void {
    this.#matched = this.#event(rows.RENDEZVOUS, channel, writer, reader, count)
  }

  put(channel: number, writer: number, depth: number): void {
    this.#matched = this.#event(rows.PUT, channel, writer, -1, depth)
  }

  take(channel: number, reader: number, depth: number): void {
    this.#matched = this.#event(rows.TAKE, channel, reader, -1, depth)
  }

  choice(process: number, key: string, among: readonly Guarded[] = []): void {
    const kept = among.slice(0, this.#ring.capacity - 1)
    this.#texts(this.#event(rows.CHOICE, process, 0, kept.length, 0), key)
    this.#guards(kept)
  }

  close(channel: number, process: number, by: Direction): void {
    this.#event(rows.CLOSE, channel, process, rows.directions.indexOf(by), 0)
  }

  poison(channel: number, process: number, cause?: string): void {
    this.#texts(this.#event(rows.POISON, channel, process, 0, 0), cause)
  }

  timer(process: number, delay: number): void {
    this.#event(rows.TIMER, process, 0, 0, delay)
  }

  barrier(name: string, processes: readonly number[]): void {
    const members = processes.slice(0, this.#ring.capacity - 1)
    this.#texts(this.#event(rows.BARRIER, 0, 0, members.length, 0), name)
    for (const process of members) this.#row(rows.MEMBER, 0, process, 0, 0, 0)
  }

  deadlock(stuck: readonly number[], knot: readonly number[]): void {
    const knotted = new Set(knot)
    const members = stuck.slice(0, this.#ring.capacity - 1)
    this.#event(rows.DEADLOCK, 0, 0, members.length, 0)
    for (const id of members) this.#row(rows.MEMBER, 0, id, knotted.has(id) ? 1 : 0, 0, 0)
  }

  /** The process is gone without an end (it was collected while blocked). */
  forgetProcess(process: number): void {
    this.#row(rows.FORGET, 0, process, -1, 0, 0)
  }

  /** The channel was collected: no event will name it again. */
  forgetChannel(channel: number): void {
    this.#row(rows.FORGET, 0, -1, channel, 0, 0)
  }

  // ------------------------------------------------------------------ reading back

  /**
   * Everything that is known, in order: first what still holds of the events that were overwritten (spawns,
   * channels, blocked operations), then the events in the ring.
   */
  events(): TraceEvent[] {
    const { first } = this.#ring
    return [...this.#standing.events(this.#overwritten), ...this.#read(first, this.#overwritten)]
  }

  /**
   * Calls back with the events so far and then with batches of new ones, never from within a commit.
   *
   * @param schedule runs a batch later (a timer, a macrotask); called once for each batch.
   * @param limit rows after which a batch is delivered at once, from within whatever happens: for a listener that
   * must not miss anything and does not call into the program, such as one that writes a file.
   */
  listen(
    listener: (batch: Batch) => void,
    schedule: (deliver: () => void) => void,
    limit = Number.POSITIVE_INFINITY,
  ): Subscription {
    const stream = new Stream(listener, schedule, limit, (row, sequence) => {
      const missed = Math.max(0, this.#overwritten - sequence)
      const all = row === 0 || missed > 0
      const events = all ? this.events() : this.#read(row, sequence)
      const last = events.at(-1)
      const next = last === undefined ? sequence : last.sequence + 1
      return { batch: { events, missed }, row: nextRow(this.#ring), sequence: next }
    })
    this.#streams.push(stream)
    stream.wake(nextRow(this.#ring))
    return {
      flush: () => stream.deliver(),
      stop: () => {
        stream.stop()
        const at = this.#streams.indexOf(stream)
        if (at >= 0) this.#streams.splice(at, 1)
      },
    }
  }

  #read(from: number, sequence: number): TraceEvent[] {
    // What has been read must not change any more.
    this.#matched = -1
    const events: TraceEvent[] = []
    for (let row = from; row < nextRow(this.#ring); row++) {
      const place = placeOf(this.#ring, row)
      if (!rows.isEvent(codeAt(this.#ring, place))) continue
      rows.readEvents(this.#ring, place, sequence + events.length, events)
    }
    return events
  }

  // ------------------------------------------------------------------ writing

  #event(code: number, a: number, b: number, c: number, value: number): number {
    this.#matched = -1
    if (this.#streams.length > 0) this.#wakeStreams()
    return this.#row(code, this.#clock.stamp(), a, b, c, value)
  }

  // Apart from its caller, which is short enough for the engine to put it into what happens.
  #wakeStreams(): void {
    for (const stream of this.#streams) stream.wake(nextRow(this.#ring))
  }

  #row(code: number, time: number, a: number, b: number, c: number, value: number): number {
    const ring = this.#ring
    if (ring.room === 0) this.#makeRoom()
    return writeRow(ring, code, time, a, b, c, value)
  }

  #guards(guards: readonly Guarded[]): void {
    for (const guard of guards) {
      const { channel = -1, direction, process = -1, delay = Number.NaN, key, waitable } = guard
      const way = direction === undefined ? -1 : rows.directions.indexOf(direction)
      this.#texts(this.#row(rows.GUARD, 0, channel, way, process, delay), key, waitable)
    }
  }

  /** Gives up the oldest events, a block at a time, each whole: half an event would be read as garbage. */
  #makeRoom(): void {
    const ring = this.#ring
    // The ring is full, so the oldest row lies where the next one goes.
    const { place, capacity } = ring
    let count = capacity >> BLOCK_BITS || 1
    while (count < capacity && rows.isContinuation(codeAt(ring, (place + count) & (capacity - 1))))
      count++
    this.#overwritten = this.#standing.fold(ring, place, count, this.#overwritten)
    drop(ring, count)
  }

  #texts(place: number, text?: string, detail?: string): void {
    this.#ring.text[place] = text
    this.#ring.detail[place] = detail
  }
}
