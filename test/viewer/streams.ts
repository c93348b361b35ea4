/**
 * Streams of events as the runtime would tell them, made by hand: small networks whose every event is known.
 * Nothing here runs; a clock of its own and counters stand in for the runtime.
 */
import type { Guarded, TraceEvent } from '../../src/trace/events.ts'

/** What differs between events of a kind; number and time are filled in. */
type Bare = TraceEvent extends infer Event
  ? Event extends TraceEvent
    ? Omit<Event, 'sequence' | 'time'>
    : never
  : never

export interface Script {
  readonly events: TraceEvent[]
  tell(event: Bare): void
  /** Lets time pass, in milliseconds. */
  pass(milliseconds: number): void
  spawn(name: string, parent?: number, site?: string): number
  channel(name: string, capacity?: number): number
  park(process: number, direction: 'read' | 'write', channel: number): void
  select(process: number, guards: readonly Guarded[]): void
  /** A whole rendezvous for which one of the two had to wait. */
  meet(writer: number, channel: number, reader: number, first?: 'writer' | 'reader'): void
  put(writer: number, channel: number): void
  take(reader: number, channel: number): void
  end(process: number, outcome?: 'done' | 'ended' | 'failed' | 'cancelled'): void
}

export function script(): Script {
  const events: TraceEvent[] = []
  const depths = new Map<number, number>()
  const counts = new Map<number, number>()
  let time = 0
  let processes = 0
  let channels = 0
  const tell = (event: Bare) => {
    events.push({ sequence: events.length, time, ...event } as TraceEvent)
    time += 0.05
  }
  const park = (process: number, direction: 'read' | 'write', channel: number) =>
    tell({
      kind: 'park',
      process,
      operation: direction,
      guards: [{ channel, direction }],
      site: `/app/main.ts:${20 + process}:9`,
    })
  return {
    events,
    tell,
    pass(milliseconds) {
      time += milliseconds
    },
    spawn(name, parent, site = `/app/main.ts:${10 + processes}:3`) {
      processes += 1
      const shared = { kind: 'spawn', process: processes, name, flavour: 'async', site } as const
      tell(parent === undefined ? shared : { ...shared, parent })
      return processes
    },
    channel(name, capacity) {
      channels += 1
      const shared = {
        kind: 'channel',
        channel: channels,
        name,
        site: '/app/main.ts:5:17',
      } as const
      tell(capacity === undefined ? shared : { ...shared, buffer: { kind: 'fifo', capacity } })
      return channels
    },
    park,
    select(process, guards) {
      tell({ kind: 'park', process, operation: 'select', guards })
    },
    meet(writer, channel, reader, first = 'reader') {
      const waits = first === 'reader' ? reader : writer
      park(waits, first === 'reader' ? 'read' : 'write', channel)
      const count = (counts.get(channel) ?? 0) + 1
      counts.set(channel, count)
      tell({ kind: 'rendezvous', channel, writer, reader, count })
      tell({ kind: 'resume', process: waits })
    },
    put(writer, channel) {
      const depth = (depths.get(channel) ?? 0) + 1
      depths.set(channel, depth)
      tell({ kind: 'put', channel, writer, depth })
    },
    take(reader, channel) {
      const depth = (depths.get(channel) ?? 1) - 1
      depths.set(channel, depth)
      tell({ kind: 'take', channel, reader, depth })
    },
    end(process, outcome = 'done') {
      tell({ kind: 'end', process, outcome })
    },
  }
}

/** Lines are split into words, counted by several workers and merged: a pipeline with a farm in it. */
export function wordfreq(rounds = 60): TraceEvent[] {
  const s = script()
  const main = s.spawn('wordfreq')
  const lines = s.channel('lines', 8)
  const words = s.channel('words')
  const counted = s.channel('counted')
  const report = s.channel('report', 4)
  const reader = s.spawn('read lines', main)
  const splitter = s.spawn('split', main)
  const workers = [1, 2, 3, 4].map(n => s.spawn(`count ${n}`, main))
  const merger = s.spawn('merge', main)
  const printer = s.spawn('print', main)
  s.tell({
    kind: 'park',
    process: main,
    operation: 'wait',
    guards: [reader, splitter, ...workers, merger, printer].map(process => ({ process })),
  })
  for (let round = 0; round < rounds; round += 1) {
    s.pass(3)
    s.put(reader, lines)
    if (round % 3 === 0) s.put(reader, lines)
    s.take(splitter, lines)
    if (round % 4 === 0) s.take(splitter, lines)
    for (const [index, worker] of workers.entries()) {
      s.meet(splitter, words, worker, index % 2 ? 'writer' : 'reader')
      s.meet(worker, counted, merger, 'writer')
    }
    s.put(merger, report)
    s.pass(1)
    s.take(printer, report)
  }
  s.park(printer, 'read', report)
  s.park(merger, 'read', counted)
  for (const worker of workers.slice(1)) s.park(worker, 'read', words)
  s.park(splitter, 'read', lines)
  return s.events
}

/** Five philosophers who each take their left fork first. The last event is the verdict. */
export function philosophers(meals = 3): TraceEvent[] {
  const s = script()
  const main = s.spawn('dinner')
  const seats = [0, 1, 2, 3, 4]
  const names = ['Aristotle', 'Hypatia', 'Kant', 'Arendt', 'Zhuangzi']
  const take = seats.map(n => s.channel(`take fork ${n}`))
  const put = seats.map(n => s.channel(`put fork ${n}`))
  const forks = seats.map(n => s.spawn(`fork ${n}`, main))
  const thinkers = seats.map(n => s.spawn(names[n] as string, main))
  const at = (list: readonly number[], n: number) => list[n % 5] as number
  for (let meal = 0; meal < meals; meal += 1) {
    for (const n of seats) {
      for (const side of [n, n + 1]) s.meet(at(thinkers, n), at(take, side), at(forks, side))
      s.pass(6)
      for (const side of [n, n + 1]) s.meet(at(thinkers, n), at(put, side), at(forks, side))
    }
  }
  for (const n of seats) s.meet(at(thinkers, n), at(take, n), at(forks, n))
  for (const n of seats) s.park(at(forks, n), 'read', at(put, n))
  for (const n of seats) s.park(at(thinkers, n), 'write', at(take, n + 1))
  s.tell({
    kind: 'park',
    process: main,
    operation: 'wait',
    guards: thinkers.map(process => ({ process })),
  })
  const knot = [...forks, ...thinkers]
  s.tell({ kind: 'deadlock', stuck: [main, ...knot], knot })
  return s.events
}

/** A farm: a source, `size` workers on shared channels, a sink. The events that build it up. */
export function farm(size: number): { events: TraceEvent[]; more(events: number): TraceEvent[] } {
  const s = script()
  const main = s.spawn('farm')
  const jobs = s.channel('jobs', 64)
  const results = s.channel('results')
  const source = s.spawn('source', main)
  const sink = s.spawn('sink', main)
  const workers: number[] = []
  for (let n = 0; n < size; n += 1) workers.push(s.spawn(`worker ${n}`, main))
  for (const worker of workers) s.park(worker, 'read', jobs)
  let turn = 0
  return {
    events: s.events.slice(),
    /** About so many events of its work, going on from the last. */
    more(count) {
      const start = s.events.length
      while (s.events.length - start < count) {
        const worker = workers[(turn * 7919) % size] as number
        turn += 1
        s.put(source, jobs)
        s.take(worker, jobs)
        s.tell({ kind: 'resume', process: worker })
        s.meet(worker, results, sink, 'writer')
        s.park(worker, 'read', jobs)
      }
      s.pass(20)
      return s.events.slice(start)
    },
  }
}

/** A trace file with the header that the runtime writes. */
export function asFile(events: readonly TraceEvent[], header: object = {}): string {
  const lines = [{ format: 'hocket-trace', version: 1, ...header }, ...events]
  return `${lines.map(line => JSON.stringify(line)).join('\n')}\n`
}
