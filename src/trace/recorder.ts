/**
 * The recorder: takes what happens in a network, keeps the last of it, gives it back as events.
 *
 * Its memory is bounded by its capacity and by the network that it watches, not by how long it watches. A method
 * stands for each kind of event; none of them calls into the program, so they may be called from within a commit.
 */

import { type SampledClock, sampledClock } from './clock.ts'
import { type Guarded, type Operation, OUTSIDE, type TraceEvent } from './events.ts'
import { createRing, isFull, placeOf, type Ring, writeRow } from './ring.ts'
import * as rows from './rows.ts'
import { Standing } from './standing.ts'
import { type Batch, Stream } from './stream.ts'

export interface RecorderOptions {
  /** Rows kept; an event takes one, and one more for each guard of a selection. Default: 65,536 (about 3 MB). */
  readonly capacity?: number
  /** Milliseconds from any origin. Default: `performance.now`. */
  readonly now?: () => number
  /** Calls back once after the present turn of the event loop; lets events of one turn share a clock reading. */
  readonly endOfTurn?: (callback: () => void) => void
}

declare const performance: { now(): number }

export class Recorder {
  readonly #ring: Ring
  readonly #clock: SampledClock
  readonly #standing = new Standing()
  readonly #streams = new Set<Stream>()
  /** Events recorded since the beginning, and how many of them were overwritten. */
  #recorded = 0
  #overwritten = 0
  #lastProcess: number = OUTSIDE
  #lastChannel = 0

  constructor(options: RecorderOptions = {}) {
    this.#ring = createRing(options.capacity ?? 65_536)
    this.#clock = sampledClock(options.now ?? (() => performance.now()), options.endOfTurn)
  }

  /** A number for a process that was not heard of before. */
  newProcess(): number {
    return ++this.#lastProcess
  }

  /** A number for a channel that was not heard of before. */
  newChannel(): number {
    return ++this.#lastChannel
  }

  /** Milliseconds since the recording began. */
  now(): number {
    return this.#clock.read()
  }

  spawn(
    process: number,
    name: string,
    parent = -1,
    flavour: rows.Flavour = 'async',
    site?: string,
  ): void {
    const place = this.#event(rows.SPAWN, process, parent, rows.codeOf(rows.flavours, flavour))
    this.#texts(place, name, site)
  }

  end(process: number, outcome: rows.Outcome, error?: string): void {
    this.#texts(this.#event(rows.END, process, rows.codeOf(rows.outcomes, outcome), 0), error)
  }

  channel(
    channel: number,
    name: string,
    buffer?: { kind: string; capacity: number },
    site?: string,
  ): void {
    let kind = 0
    if (buffer !== undefined) {
      kind = rows.bufferKinds.indexOf(buffer.kind) + 1
      if (kind === 0) kind = rows.bufferKinds.push(buffer.kind)
    }
    const place = this.#event(rows.CHANNEL, channel, kind, 0)
    this.#ring.value[place] = buffer?.capacity ?? 0
    this.#texts(place, name, site)
  }

  /** A process is blocked reading or writing one channel: the hot case, told without a list. */
  parkOne(process: number, direction: 'read' | 'write', channel: number, site?: string): void {
    const place = this.#event(rows.PARK_ONE, process, direction === 'read' ? 0 : 1, channel)
    this.#ring.detail[place] = site
  }

  /** A process is blocked in any other operation. */
  park(process: number, operation: Operation, guards: readonly Guarded[], site?: string): void {
    // An event must fit into the ring whole, with its guards: of a monstrous selection the first are kept.
    const kept = guards.slice(0, this.#ring.capacity - 1)
    const place = this.#event(
      rows.PARK,
      process,
      rows.codeOf(rows.operations, operation),
      kept.length,
    )
    this.#ring.detail[place] = site
    for (const guard of kept) {
      const direction =
        guard.direction === undefined ? -1 : rows.codeOf(rows.directions, guard.direction)
      const next = this.#row(rows.GUARD, 0, guard.channel ?? -1, direction, guard.process ?? -1)
      this.#ring.value[next] = guard.delay ?? Number.NaN
      this.#ring.text[next] = guard.key
    }
  }

  resume(process: number): void {
    this.#event(rows.RESUME, process, 0, 0)
  }

  rendezvous(channel: number, writer: number, reader: number, count: number): void {
    this.#ring.value[this.#event(rows.RENDEZVOUS, channel, writer, reader)] = count
  }

  put(channel: number, writer: number, depth: number): void {
    this.#ring.value[this.#event(rows.PUT, channel, writer, 0)] = depth
  }

  take(channel: number, reader: number, depth: number): void {
    this.#ring.value[this.#event(rows.TAKE, channel, reader, 0)] = depth
  }

  choice(process: number, key: string): void {
    this.#ring.text[this.#event(rows.CHOICE, process, 0, 0)] = key
  }

  close(channel: number, process: number, by: 'read' | 'write'): void {
    this.#event(rows.CLOSE, channel, process, rows.codeOf(rows.directions, by))
  }

  poison(channel: number, process: number, cause?: string): void {
    this.#texts(this.#event(rows.POISON, channel, process, 0), cause)
  }

  timer(process: number, delay: number): void {
    this.#ring.value[this.#event(rows.TIMER, process, 0, 0)] = delay
  }

  barrier(name: string, processes: readonly number[]): void {
    const members = processes.slice(0, this.#ring.capacity - 1)
    this.#texts(this.#event(rows.BARRIER, 0, 0, members.length), name)
    for (const process of members) this.#row(rows.MEMBER, 0, process, 0, 0)
  }

  deadlock(stuck: readonly number[], knot: readonly number[]): void {
    const knotted = new Set(knot)
    const members = stuck.slice(0, this.#ring.capacity - 1)
    this.#event(rows.DEADLOCK, 0, 0, members.length)
    for (const id of members) this.#row(rows.MEMBER, 0, id, knotted.has(id) ? 1 : 0, 0)
  }

  /** The process is gone without an end (it was collected while blocked). */
  forgetProcess(process: number): void {
    this.#row(rows.FORGET, 0, process, -1, 0)
  }

  /** The channel was collected: no event will name it again. */
  forgetChannel(channel: number): void {
    this.#row(rows.FORGET, 0, -1, channel, 0)
  }

  /**
   * Everything that is known, in order: first what still holds of the events that were overwritten (spawns,
   * channels, blocked operations), then the events in the ring.
   */
  events(): TraceEvent[] {
    return [
      ...this.#standing.events(this.#overwritten),
      ...this.#read(this.#ring.first, this.#overwritten),
    ]
  }

  /**
   * Calls back with the events so far and then with batches of new ones, never from within a commit.
   *
   * @param schedule runs a batch later (a timer, a macrotask); called once for each batch.
   * @returns a function that ends the listening
   */
  listen(listener: (batch: Batch) => void, schedule: (deliver: () => void) => void): () => void {
    const stream = new Stream(listener, schedule, (row, sequence) => {
      const missed = Math.max(0, this.#overwritten - sequence)
      const all = row === 0 || missed > 0
      const events = all ? this.events() : this.#read(row, sequence)
      return { batch: { events, missed }, row: this.#ring.next, sequence: this.#recorded }
    })
    this.#streams.add(stream)
    stream.wake()
    return () => {
      stream.stop()
      this.#streams.delete(stream)
    }
  }

  #read(from: number, sequence: number): TraceEvent[] {
    const events: TraceEvent[] = []
    for (let row = from; row < this.#ring.next; row++) {
      const place = placeOf(this.#ring, row)
      if (this.#ring.code[place]! >= rows.FIRST_HIDDEN) continue
      events.push(rows.readEvent(this.#ring, place, sequence++))
    }
    return events
  }

  #event(code: number, a: number, b: number, c: number): number {
    const place = this.#row(code, this.#clock.stamp(), a, b, c)
    this.#recorded++
    return place
  }

  #row(code: number, time: number, a: number, b: number, c: number): number {
    const ring = this.#ring
    if (isFull(ring)) this.#makeRoom()
    const place = writeRow(ring, code, time, a, b, c)
    if (this.#streams.size > 0) for (const stream of this.#streams) stream.wake()
    return place
  }

  /** Gives up the oldest event with its continuation rows: half an event would be read as garbage. */
  #makeRoom(): void {
    const ring = this.#ring
    let place = placeOf(ring, ring.first)
    this.#standing.fold(ring, place, this.#overwritten)
    do {
      if (ring.code[place]! < rows.FIRST_HIDDEN) this.#overwritten++
      ring.text[place] = undefined
      ring.detail[place] = undefined
      ring.first++
      place = (place + 1) & (ring.capacity - 1)
    } while (ring.first < ring.next && isContinuation(ring.code[place]!))
  }

  #texts(place: number, text?: string, detail?: string): void {
    this.#ring.text[place] = text
    this.#ring.detail[place] = detail
  }
}

function isContinuation(code: number): boolean {
  return code === rows.GUARD || code === rows.MEMBER
}
