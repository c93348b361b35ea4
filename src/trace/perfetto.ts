/**
 * A trace as Chrome trace JSON, for ui.perfetto.dev and chrome://tracing.
 *
 * Each process is a thread with one slice for its life. On it lies a short slice for every communication, and an
 * arrow leads from the writer's to the reader's. The time a process is blocked is an asynchronous slice beside the
 * thread, since it may be blocked in two operations at once, which slices on a thread cannot show. Buffers are
 * counters. Format: "Trace Event Format" (Google, 2016), times in microseconds.
 */

import type { TraceEvent } from './events.ts'
import { networkOf } from './network.ts'
import { describe } from './operations.ts'
import { Tracks } from './perfetto-tracks.ts'
import { namesOf } from './snapshot.ts'

/** A record of the trace event format, with the fields that are used here. */
export interface ChromeEvent {
  readonly name: string
  readonly ph: 'M' | 'X' | 'b' | 'e' | 's' | 'f' | 'i' | 'C'
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  readonly dur?: number
  readonly cat: string
  readonly id?: string
  readonly bp?: 'e'
  readonly s?: 't' | 'p' | 'g'
  readonly args?: Readonly<Record<string, unknown>>
}

/** How the trace names the program. */
export interface PerfettoOptions {
  /** Name of the program, shown as the name of the process that the threads belong to. Default: `hocket`. */
  readonly program?: string
}

/** The trace as text to be saved as a `.json` file. */
export function toPerfetto(events: readonly TraceEvent[], options: PerfettoOptions = {}): string {
  const records = toChromeEvents(events, options).map(record => JSON.stringify(record))
  // One record to a line: such files are searched with grep.
  return `{"displayTimeUnit":"ms","traceEvents":[\n${records.join(',\n')}\n]}\n`
}

/** The trace as events in the format of Chrome, for `toPerfetto` and for tools of your own. */
export function toChromeEvents(
  events: readonly TraceEvent[],
  options: PerfettoOptions = {},
): ChromeEvent[] {
  const names = namesOf(networkOf(events))
  const tracks = new Tracks(options.program ?? 'hocket')
  for (const event of events) {
    switch (event.kind) {
      case 'spawn':
        tracks.begin(event.process, event.time, {
          flavour: event.flavour,
          parent: event.parent === undefined ? undefined : names.process(event.parent),
          site: event.site,
        })
        break
      case 'end':
        tracks.end(event.process, event.time, { outcome: event.outcome, error: event.error })
        break
      case 'park':
        tracks.block(event.process, describe(event, names), event.time, {
          site: event.site,
        })
        break
      case 'resume':
        tracks.unblock(event.process, event.time)
        break
      case 'rendezvous': {
        const channel = names.channel(event.channel)
        const { writer, reader, count, time } = event
        tracks.arrow(writer, `write ${channel}`, reader, `read ${channel}`, time, { count })
        break
      }
      case 'put':
      case 'take': {
        const channel = names.channel(event.channel)
        const [verb, process] =
          event.kind === 'put' ? ['write', event.writer] : ['read', event.reader]
        tracks.touch(process!, `${verb} ${channel}`, event.time, { depth: event.depth })
        tracks.count(`depth of ${channel}`, event.time, { depth: event.depth })
        break
      }
      case 'choice':
        tracks.mark(event.process, `chose ${event.key}`, event.time)
        break
      case 'timer':
        tracks.mark(event.process, `timer of ${event.delay} ms`, event.time)
        break
      case 'close':
        tracks.mark(event.process, `closed ${names.channel(event.channel)}`, event.time, {
          by: event.by === 'read' ? 'reader' : 'writer',
        })
        break
      case 'poison':
        tracks.mark(event.process, `poisoned ${names.channel(event.channel)}`, event.time, {
          cause: event.cause,
        })
        break
      case 'barrier':
        for (const process of event.processes) {
          tracks.mark(process, event.barrier, event.time)
        }
        break
      case 'deadlock':
        for (const process of event.stuck) {
          const place = event.knot.includes(process) ? 'in the knot' : 'stuck behind the knot'
          tracks.mark(process, `deadlock: ${place}`, event.time)
        }
        break
      case 'channel':
        break
      default:
        event satisfies never
    }
  }
  return tracks.finish(names.process)
}
