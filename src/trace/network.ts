/**
 * A network rebuilt from its events: feed it a trace, ask for the snapshot at any moment.
 */

import { type Direction, type Guarded, OUTSIDE, type TraceEvent } from './events.ts'
import type { ChannelState, Pending, ProcessState, Snapshot } from './snapshot.ts'

type Draft<T> = { -readonly [K in keyof T]: T[K] }

interface PendingDraft extends Pending {
  /** A partner was found; the resumption is under way. */
  matched: boolean
}

type ProcessDraft = Draft<Omit<ProcessState, 'pending'>> & { pending: PendingDraft[] }
type ChannelDraft = Draft<Omit<ChannelState, 'writers' | 'readers'>> & {
  writers: Set<number>
  readers: Set<number>
}

/** The state that events lead to, one after the other. */
export class Network {
  readonly #processes = new Map<number, ProcessDraft>()
  readonly #channels = new Map<number, ChannelDraft>()
  #time = 0

  apply(event: TraceEvent): void {
    this.#time = event.time
    switch (event.kind) {
      case 'spawn':
        this.#spawn(event)
        break
      case 'end': {
        const process = this.#process(event.process)
        process.outcome = event.outcome
        process.pending = []
        break
      }
      case 'channel': {
        const { channel, name, buffer, site, home } = event
        Object.assign(this.#channel(channel), {
          name,
          ...(buffer && { buffer }),
          ...(site && { site }),
          ...(home !== undefined && { home }),
        })
        break
      }
      case 'park':
        this.#park(event)
        break
      case 'resume':
        this.#resume(event.process)
        break
      case 'rendezvous':
        this.#passed(event.channel, 'write', event.writer)
        this.#passed(event.channel, 'read', event.reader)
        this.#channel(event.channel).count = event.count
        this.#process(event.writer).met = event.reader
        this.#process(event.reader).met = event.writer
        break
      case 'put':
        this.#passed(event.channel, 'write', event.writer)
        this.#channel(event.channel).depth = event.depth
        break
      case 'take': {
        this.#passed(event.channel, 'read', event.reader)
        const channel = this.#channel(event.channel)
        channel.depth = event.depth
        channel.count++
        break
      }
      case 'close':
        this.#channel(event.channel).ended ??= 'closed'
        break
      case 'poison': {
        const channel = this.#channel(event.channel)
        channel.ended = 'poisoned'
        if (event.cause !== undefined) channel.cause = event.cause
        break
      }
      case 'choice':
        this.#use(event.process, event.among ?? [])
        break
      case 'timer':
      case 'barrier':
      case 'deadlock':
        break
      default:
        event satisfies never
    }
  }

  snapshot(): Snapshot {
    return {
      time: this.#time,
      processes: Array.from(this.#processes.values(), ({ pending, ...process }) => ({
        ...process,
        pending: pending.map(({ matched: _, ...operation }) => operation),
      })),
      channels: Array.from(this.#channels.values(), channel => ({
        ...channel,
        writers: [...channel.writers],
        readers: [...channel.readers],
      })),
    }
  }

  #spawn(event: Extract<TraceEvent, { kind: 'spawn' }>): void {
    const { process, name, parent, flavour, site, time, ends = [] } = event
    const state = this.#process(process)
    state.name = name
    state.flavour = flavour
    state.born = time
    if (parent !== undefined) state.parent = parent
    if (site !== undefined) state.site = site
    this.#use(process, ends)
  }

  /** Who holds an end, or has offered to communicate on it, is known to be able to. */
  #use(process: number, guards: readonly Guarded[]): void {
    for (const { channel, direction } of guards) {
      if (channel === undefined) continue
      const { readers, writers } = this.#channel(channel)
      if (direction === 'read') readers.add(process)
      else writers.add(process)
    }
  }

  #park({ process, operation, guards, time, site }: Extract<TraceEvent, { kind: 'park' }>): void {
    const parked = this.#process(process)
    this.#use(process, guards)
    // Plain code outside any process is many: which of its operations a resumption answers is not told.
    if (process === OUTSIDE) parked.pending = []
    parked.pending.push({ operation, guards, since: time, ...(site && { site }), matched: false })
  }

  /** One operation was answered: the one that found a partner, or else the one that was begun first. */
  #resume(process: number): void {
    const { pending } = this.#process(process)
    const matched = pending.findIndex(operation => operation.matched)
    pending.splice(Math.max(matched, 0), 1)
  }

  #passed(channel: number, direction: Direction, process: number): void {
    const state = this.#channel(channel)
    const users = direction === 'write' ? state.writers : state.readers
    users.add(process)
    const { pending } = this.#process(process)
    const answered = pending.find(
      ({ matched, guards }) =>
        !matched &&
        guards.some(guard => guard.channel === channel && guard.direction === direction),
    )
    if (answered) answered.matched = true
  }

  #process(id: number): ProcessDraft {
    const known = this.#processes.get(id)
    if (known) return known
    const name = id === OUTSIDE ? 'outside' : `process ${id}`
    const process: ProcessDraft = { process: id, name, flavour: 'async', pending: [] }
    this.#processes.set(id, process)
    return process
  }

  #channel(id: number): ChannelDraft {
    const known = this.#channels.get(id)
    if (known) return known
    const channel: ChannelDraft = {
      channel: id,
      name: `channel ${id}`,
      depth: 0,
      count: 0,
      writers: new Set(),
      readers: new Set(),
    }
    this.#channels.set(id, channel)
    return channel
  }
}

/** The network after all of these events. */
export function networkOf(events: Iterable<TraceEvent>): Snapshot {
  const network = new Network()
  for (const event of events) network.apply(event)
  return network.snapshot()
}
