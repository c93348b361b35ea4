/**
 * The threads of a Chrome trace: makes sure that the slices of each nest as the format demands.
 *
 * Events of one turn of the event loop may bear the same time, but slices on a thread must not overlap. So a slice
 * is as short as the format can show, and begins where the thread's previous one ended if that is later.
 */

import type { ChromeEvent } from './perfetto.ts'

type Details = Readonly<Record<string, unknown>>

/** Length of the slice of one communication, in microseconds: ten ticks of the nanosecond clock of the viewers. */
const TOUCH = 0.01
/** How much longer a life is than what lies in it: readers add begin and length in floating point. */
const TICK = 0.001
const PID = 1

interface Track {
  readonly born: number
  details: Details
  /** Where the last slice ended, microseconds. */
  last: number
  ended: boolean
  /** Identifiers of the blocked intervals that are open, oldest first. */
  readonly blocked: { readonly id: string; readonly name: string }[]
}

export class Tracks {
  readonly #program: string
  readonly #records: ChromeEvent[] = []
  readonly #tracks = new Map<number, Track>()
  #ids = 0
  #latest = 0

  constructor(program: string) {
    this.#program = program
  }

  begin(process: number, time: number, details: Details): void {
    this.#track(process, time).details = details
  }

  end(process: number, time: number, details: Details): void {
    const track = this.#track(process, time)
    while (track.blocked.length > 0) this.unblock(process, time)
    track.details = { ...track.details, ...details }
    track.last = Math.max(track.last, this.#microseconds(time))
    track.ended = true
  }

  block(process: number, name: string, time: number, args: Details): void {
    const track = this.#track(process, time)
    const id = this.#id()
    track.blocked.push({ id, name })
    const ts = this.#microseconds(time)
    this.#records.push({ name, ph: 'b', cat: 'blocked', id, pid: PID, tid: tid(process), ts, args })
  }

  unblock(process: number, time: number): void {
    const open = this.#track(process, time).blocked.shift()
    if (!open) return
    const ts = this.#microseconds(time)
    this.#records.push({ ...open, ph: 'e', cat: 'blocked', pid: PID, tid: tid(process), ts })
  }

  /** A short slice on one thread. */
  touch(process: number, name: string, time: number, args: Details): void {
    const ts = Math.max(this.#microseconds(time), this.#track(process, time).last)
    this.#slice(process, name, ts, args)
  }

  /** A short slice on each of two threads, at the same time, and an arrow between them. */
  arrow(
    from: number,
    fromName: string,
    to: number,
    toName: string,
    time: number,
    args: Details,
  ): void {
    const ends = [this.#track(from, time).last, this.#track(to, time).last]
    const ts = Math.max(this.#microseconds(time), ...ends)
    this.#slice(from, fromName, ts, args)
    // A process may meet itself (two operations at once): then its slices follow each other.
    const arrival = from === to ? ts + TOUCH : ts
    this.#slice(to, toName, arrival, args)
    const arrow = { name: 'rendezvous', cat: 'rendezvous', id: this.#id(), pid: PID }
    this.#records.push({ ...arrow, ph: 's', tid: tid(from), ts })
    this.#records.push({ ...arrow, ph: 'f', bp: 'e', tid: tid(to), ts: arrival })
  }

  /** A point on a thread. */
  mark(process: number, name: string, time: number, args: Details = {}): void {
    const ts = Math.max(this.#microseconds(time), this.#track(process, time).last)
    this.#records.push({
      name,
      ph: 'i',
      s: 't',
      cat: 'process',
      pid: PID,
      tid: tid(process),
      ts,
      args,
    })
  }

  count(name: string, time: number, args: Details): void {
    this.#records.push({
      name,
      ph: 'C',
      cat: 'buffer',
      pid: PID,
      tid: 0,
      ts: this.#microseconds(time),
      args,
    })
  }

  /** Closes what is open and names the threads; the records in the order of their times. */
  finish(nameOf: (process: number) => string): ChromeEvent[] {
    const metadata = (name: string, id: number, args: Details): ChromeEvent => {
      return { name, ph: 'M', cat: '__metadata', pid: PID, tid: id, ts: 0, args }
    }
    const heads = [metadata('process_name', 0, { name: this.#program })]
    for (const [process, track] of this.#tracks) {
      const end = track.ended ? track.last : Math.max(this.#latest, track.last)
      while (track.blocked.length > 0) this.unblock(process, end / 1000)
      const name = nameOf(process)
      heads.push(metadata('thread_name', tid(process), { name }))
      heads.push(metadata('thread_sort_index', tid(process), { sort_index: process }))
      this.#records.push({
        name,
        ph: 'X',
        cat: 'process',
        pid: PID,
        tid: tid(process),
        ts: track.born,
        dur: rounded(end + TICK - track.born),
        args: track.details,
      })
    }
    // Of slices that begin together the longer must come first: it is the outer one.
    this.#records.sort((x, y) => x.ts - y.ts || (y.dur ?? 0) - (x.dur ?? 0))
    return [...heads, ...this.#records]
  }

  #slice(process: number, name: string, ts: number, args: Details): void {
    const track = this.#track(process, ts / 1000)
    track.last = rounded(ts + TOUCH)
    const slice = { name, ph: 'X', cat: 'communication', pid: PID, tid: tid(process) } as const
    this.#records.push({ ...slice, ts, dur: TOUCH, args })
  }

  /** The thread of a process; one that was never announced begins with its first event. */
  #track(process: number, time: number): Track {
    const known = this.#tracks.get(process)
    if (known) return known
    const born = this.#microseconds(time)
    const track: Track = { born, details: {}, last: born, ended: false, blocked: [] }
    this.#tracks.set(process, track)
    return track
  }

  #microseconds(time: number): number {
    const ts = rounded(time * 1000)
    this.#latest = Math.max(this.#latest, ts)
    return ts
  }

  #id(): string {
    return `0x${(++this.#ids).toString(16)}`
  }
}

/** Thread 0 has a meaning of its own in the viewers, so the numbers are moved up by one. */
function tid(process: number): number {
  return process + 1
}

/** Whole nanoseconds: sums of fractions must not make slices overlap by a rounding error. */
function rounded(microseconds: number): number {
  return Math.round(microseconds * 1000) / 1000
}
