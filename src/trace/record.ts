/**
 * Recording a network: `const recording = record()`, run, look at `recording.events()`.
 */

import { ports } from '../core/ports.ts'
import type { TraceEvent } from './events.ts'
import { unrefTimer } from './foreign.ts'
import { builtin, host } from './host.ts'
import { liveSnapshot } from './live-snapshot.ts'
import { Recorder, type RecorderOptions } from './recorder.ts'
import { Residents } from './residents.ts'
import type { Snapshot } from './snapshot.ts'
import type { Batch, Subscription } from './stream.ts'
import { NetworkTracer } from './tracer.ts'

/** Name of the channel of `node:diagnostics_channel` on which batches of events are published. */
export const DIAGNOSTICS = 'hocket:events'

/** How much of the past is kept. */
export interface RecordOptions {
  /** Rows kept, of which an event takes one or a few. Default: 65,536. */
  readonly capacity?: number
}

/** What is known of the network at one moment. */
export interface Inspection extends Snapshot {
  /** What keeps the program alive, as Node names it: timers, sockets, servers. Empty elsewhere. */
  readonly resources: readonly string[]
}

/** The last events of a network, which `record` keeps until it is stopped. */
export interface Recording {
  /** What still holds of the past, then the last events, in order. */
  events(): TraceEvent[]
  /**
   * Calls back with what is known now and then with batches of what happens.
   *
   * @param interval milliseconds between batches; default: 50
   */
  listen(listener: (batch: Batch) => void, interval?: number): Subscription
  /** Who waits for what since when. */
  inspect(): Inspection
  /** Ends the recording; what was recorded can still be read. */
  stop(): void
  [Symbol.dispose](): void
}

/** A recording with what debugging adds to it. */
export interface Observation extends Recording {
  readonly recorder: Recorder
  readonly residents: Residents
  /** @param limit rows after which a batch is delivered at once: see `Recorder.listen` */
  listen(listener: (batch: Batch) => void, interval?: number, limit?: number): Subscription
}

const DEFAULT_INTERVAL = 50

/**
 * Begins to record everything that happens in this program, until `stop`. Processes and channels that were there
 * before are recorded from when they next do something.
 *
 * Costs, roughly: a fiber's communication takes twice as long, an asynchronous one three to four times (Node 20
 * pays most of that for following asynchronous contexts). On Node batches are published on the channel
 * `hocket:events` of `node:diagnostics_channel` if it has subscribers when the recording begins.
 *
 * @throws Error when a recording or another observer is running already
 */
export function record(options: RecordOptions = {}): Recording {
  return observe(options, null)
}

/** @param residents present when debugging is on */
export function observe(options: RecordOptions, residents: Residents | null): Observation {
  if (ports.tracer !== null)
    throw new Error('this program is being observed already: stop the other recording first')
  const settings: RecorderOptions = {
    now: () => ports.clock.now(),
    endOfTurn,
    ...(options.capacity !== undefined && { capacity: options.capacity }),
  }
  const recorder = new Recorder(settings)
  const tracer = new NetworkTracer(recorder, residents)
  ports.tracer = tracer
  const known = residents ?? new Residents(() => {})
  const listen: Observation['listen'] = (listener, interval = DEFAULT_INTERVAL, limit) =>
    recorder.listen(listener, deliver => unrefTimer(deliver, interval), limit)
  publish(listen)
  const stop = () => {
    if (ports.tracer !== tracer) return
    ports.tracer = null
    tracer.stop()
  }
  return {
    recorder,
    residents: known,
    events: () => recorder.events(),
    listen,
    inspect: () => ({
      ...liveSnapshot(recorder, known),
      resources: host.process?.getActiveResourcesInfo?.() ?? [],
    }),
    stop,
    [Symbol.dispose]: stop,
  }
}

function publish(listen: Recording['listen']): void {
  const channel = builtin('node:diagnostics_channel')?.channel(DIAGNOSTICS)
  if (channel?.hasSubscribers) listen(batch => channel.publish(batch))
}

/** The end of the turn must not be waited for by a program that has nothing else to do. */
function endOfTurn(callback: () => void): void {
  if (host.setImmediate) host.setImmediate(callback).unref?.()
  else ports.macrotask(callback)
}
