/**
 * A run as the event stream of hocket/trace, so that a counterexample is drawn and explained as any trace is.
 */
import type { ChannelCore } from '../core/channel.ts'
import { show } from '../core/errors.ts'
import { SelectionCase } from '../core/selection.ts'
import { Fiber } from '../fiber/fiber.ts'
import type { Guarded, Operation, TraceEvent } from '../trace/events.ts'
import type { Executed } from './executed.ts'
import type { Note } from './notes.ts'
import type { Party, Task } from './party.ts'
import type { Run } from './run.ts'
import { fingerprintOf } from './token.ts'

type Told = TraceEvent extends infer E
  ? E extends TraceEvent
    ? Omit<E, 'sequence' | 'time'>
    : never
  : never

export function chronicle(run: Run): TraceEvent[] {
  return new Chronicle(run).events
}

/** A number for what happened, in words that do not depend on how the checker numbers things. */
export function shapeOf(run: Run): number {
  return fingerprintOf(
    chronicle(run)
      .map(event => JSON.stringify({ ...event, time: 0 }))
      .join(),
  )
}

class Chronicle {
  readonly events: TraceEvent[] = []
  private readonly run: Run
  /** Virtual milliseconds. */
  private time = 0
  private readonly channels = new Map<
    ChannelCore,
    { number: number; count: number; depth: number }
  >()

  constructor(run: Run) {
    this.run = run
    for (const task of run.tasks) this.spawned(task)
    let note = 0
    for (const event of run.events) {
      this.time = event.time
      this.happened(event)
      for (; run.notes[note]?.event === event.index; note++) {
        const { task, what } = run.notes[note]!
        this.noted(task, what)
      }
    }
    for (const party of run.waiting.values()) this.parked(party)
    for (const task of run.tasks) this.joins(task)
  }

  private tell(event: Told): void {
    this.events.push({ ...event, sequence: this.events.length, time: this.time } as TraceEvent)
  }

  private spawned(task: Task): void {
    this.tell({
      kind: 'spawn',
      process: numberOf(task),
      name: task.name,
      flavour: task.process instanceof Fiber ? 'fiber' : 'async',
      ...(task.parent !== null && { parent: numberOf(task.parent) }),
    })
  }

  private channel(core: ChannelCore): { number: number; count: number; depth: number } {
    let known = this.channels.get(core)
    if (known === undefined) {
      known = { number: this.channels.size + 1, count: 0, depth: 0 }
      this.channels.set(core, known)
      const buffer = core.buffer?.policy
      this.tell({
        kind: 'channel',
        channel: known.number,
        name: core.name,
        ...(buffer && { buffer: { kind: buffer.kind, capacity: buffer.capacity } }),
      })
    }
    return known
  }

  private happened({ transition }: Executed): void {
    if (transition?.kind !== 'expire') return
    const { party, timer } = transition
    const started = this.run.events[this.run.timerKeys.get(timer)!.event]!
    const process = party === null ? 1 : numberOf(party.task)
    this.tell({ kind: 'timer', process, delay: timer.deadline - started.time })
  }

  private noted(task: Task | null, what: Note): void {
    if (what.kind === 'end') {
      const told = what.outcome === 'failed' ? { error: show(what.error) } : {}
      this.tell({ kind: 'end', process: numberOf(task), outcome: what.outcome, ...told })
      return
    }
    const known = this.channel(what.channel)
    const channel = known.number
    const process = numberOf(task)
    switch (what.kind) {
      case 'rendezvous': {
        const [writer, reader] = [numberOf(what.writer), numberOf(what.reader)]
        this.tell({ kind: 'rendezvous', channel, writer, reader, count: ++known.count })
        return
      }
      case 'put':
        this.tell({ kind: 'put', channel, writer: numberOf(what.writer), depth: ++known.depth })
        return
      case 'take':
        this.tell({ kind: 'take', channel, reader: numberOf(what.reader), depth: --known.depth })
        return
      case 'close':
        this.tell({ kind: 'close', channel, process, by: what.by })
        return
      case 'poison': {
        const told = what.cause === undefined ? {} : { cause: show(what.cause) }
        this.tell({ kind: 'poison', channel, process, ...told })
      }
    }
  }

  private parked(party: Party): void {
    const guards: Guarded[] = party.places.map(({ channel, end, offer }) => ({
      channel: this.channel(channel).number,
      direction: end === 'reader' ? 'read' : 'write',
      ...(offer instanceof SelectionCase && { key: String(offer.key) }),
    }))
    const select = party.places.some(({ offer }) => offer instanceof SelectionCase)
    const [only] = guards
    const operation: Operation = select ? 'select' : (only?.direction ?? 'timer')
    this.tell({ kind: 'park', process: numberOf(party.task), operation, guards })
  }

  /** A process that waits for nothing else waits for those that it has started. */
  private joins(task: Task): void {
    if (task.ended || [...this.run.waiting.values()].some(party => party.task === task)) return
    const guards = this.run.tasks
      .filter(child => child.parent === task && !child.ended)
      .map(child => ({ process: numberOf(child) }))
    if (guards.length > 0)
      this.tell({ kind: 'park', process: numberOf(task), operation: 'wait', guards })
  }
}

/** Processes are numbered from 1; 0 is nobody. */
const numberOf = (task: Task | null): number => (task === null ? 0 : task.number + 1)
