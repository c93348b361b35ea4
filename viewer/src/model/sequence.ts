/**
 * The sequence chart: a stretch of events as lanes (one to a process), bars (what it was in) and arrows
 * (who gave to whom). Positions are sequence numbers; drawing them is someone else's business.
 */
import { OUTSIDE, type TraceEvent } from '../../../src/trace/events.ts'

export type BarStatus = 'running' | 'blocked' | 'poisoned'

export interface Lane {
  readonly process: number
  readonly bars: readonly {
    readonly from: number
    readonly to: number
    readonly status: BarStatus
  }[]
}

export interface Arrow {
  readonly at: number
  readonly channel: number
  /** Index of the lane that gave, or undefined where it is a buffer or not shown. */
  readonly from: number | undefined
  readonly to: number | undefined
}

export interface Mark {
  readonly at: number
  readonly lane: number
  readonly kind: 'spawn' | 'end' | 'failed' | 'close' | 'poison' | 'choice' | 'timer' | 'barrier'
  readonly text: string
}

export interface SequenceChart {
  readonly from: number
  readonly to: number
  readonly lanes: readonly Lane[]
  readonly arrows: readonly Arrow[]
  readonly marks: readonly Mark[]
  /** Processes active in the stretch for which there was no lane. */
  readonly hidden: number
}

export interface SequenceOptions {
  readonly from: number
  readonly to: number
  /** Lanes that there is room for. */
  readonly lanes: number
  /** Processes of the chart shown before: they keep their lanes while they act, so that the eye can rest. */
  readonly previous?: readonly number[]
  /** A process that gets a lane whether it acts or not, with its partners before others. */
  readonly selected?: number | undefined
}

export function sequenceChart(
  events: readonly TraceEvent[],
  options: SequenceOptions,
): SequenceChart {
  const { from, to } = options
  const shown = choose(events, options)
  const laneOf = new Map(shown.processes.map((process, lane) => [process, lane]))
  const tracks = shown.processes.map(() => new Track(from))
  const arrows: Arrow[] = []
  const marks: Mark[] = []
  const mark = (at: number, process: number, kind: Mark['kind'], text: string) => {
    const lane = laneOf.get(process)
    if (lane !== undefined) marks.push({ at, lane, kind, text })
  }
  const track = (process: number) => tracks[laneOf.get(process) ?? -1]

  for (const event of events) {
    const at = event.sequence
    switch (event.kind) {
      case 'spawn':
        track(event.process)?.begin(at)
        mark(at, event.process, 'spawn', `spawned ${event.name}`)
        break
      case 'end':
        track(event.process)?.end(at)
        mark(
          at,
          event.process,
          event.outcome === 'failed' ? 'failed' : 'end',
          event.error ?? event.outcome,
        )
        break
      case 'park':
        track(event.process)?.enter(at, 'blocked')
        break
      case 'resume':
        track(event.process)?.enter(at, 'running')
        break
      case 'rendezvous':
        arrow(at, event.channel, event.writer, event.reader)
        break
      case 'put':
        arrow(at, event.channel, event.writer, undefined)
        break
      case 'take':
        arrow(at, event.channel, undefined, event.reader)
        break
      case 'close':
        mark(at, event.process, 'close', 'closed a channel')
        break
      case 'poison':
        mark(at, event.process, 'poison', event.cause ?? 'poisoned a channel')
        break
      case 'choice':
        mark(at, event.process, 'choice', `chose ${event.key}`)
        break
      case 'timer':
        mark(at, event.process, 'timer', `timer, ${event.delay} ms`)
        break
      case 'barrier':
        for (const process of event.processes) mark(at, process, 'barrier', event.barrier)
        break
      case 'channel':
      case 'deadlock':
        break
    }
  }
  const lanes = shown.processes.map((process, lane) => ({
    process,
    bars: (tracks[lane] as Track).close(to),
  }))
  return { from, to, lanes, arrows, marks, hidden: shown.hidden }

  function arrow(
    at: number,
    channel: number,
    writer: number | undefined,
    reader: number | undefined,
  ): void {
    const start = writer === undefined ? undefined : laneOf.get(writer)
    const finish = reader === undefined ? undefined : laneOf.get(reader)
    if (start !== undefined || finish !== undefined)
      arrows.push({ at, channel, from: start, to: finish })
  }
}

/** The bars of one lane, grown from left to right. */
class Track {
  private readonly bars: { from: number; to: number; status: BarStatus }[] = []
  private status: BarStatus | undefined
  private since: number
  private known = false

  constructor(from: number) {
    this.since = from
  }

  begin(at: number): void {
    this.known = true
    this.since = at
    this.status = 'running'
  }

  enter(at: number, status: BarStatus): void {
    // What it was in before the stretch began shows in its first change: only the blocked resume.
    if (!this.known) this.status = status === 'running' ? 'blocked' : 'running'
    this.known = true
    this.flush(at)
    this.status = status
  }

  end(at: number): void {
    if (!this.known) this.status = 'running'
    this.known = true
    this.flush(at)
    this.status = undefined
  }

  close(at: number): readonly { from: number; to: number; status: BarStatus }[] {
    if (!this.known) this.status = 'running'
    this.flush(at)
    return this.bars
  }

  private flush(at: number): void {
    if (this.status && at > this.since)
      this.bars.push({ from: this.since, to: at, status: this.status })
    this.since = at
  }
}

/** The processes that take part in an event. */
export function partakers(event: TraceEvent): readonly number[] {
  switch (event.kind) {
    case 'rendezvous':
      return [event.writer, event.reader]
    case 'put':
      return [event.writer]
    case 'take':
      return [event.reader]
    case 'barrier':
      return event.processes
    case 'deadlock':
      return event.knot
    case 'channel':
      return []
    default:
      // A kind from a later version may name nobody.
      return event.process === undefined ? [] : [event.process]
  }
}

function choose(
  events: readonly TraceEvent[],
  { lanes, previous = [], selected }: SequenceOptions,
): { processes: number[]; hidden: number } {
  const weight = new Map<number, number>()
  const add = (process: number, by: number) => weight.set(process, (weight.get(process) ?? 0) + by)
  for (const event of events) {
    const parties = partakers(event)
    const near = selected !== undefined && parties.includes(selected)
    for (const process of parties) if (process !== OUTSIDE) add(process, near ? 1000 : 1)
  }
  for (const process of previous) if (weight.has(process)) add(process, 100)
  if (selected !== undefined) add(selected, 1e9)
  const ranked = [...weight].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const processes = ranked.slice(0, lanes).map(([process]) => process)
  return { processes: processes.sort((a, b) => a - b), hidden: Math.max(0, ranked.length - lanes) }
}
