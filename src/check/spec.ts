/**
 * A real program against a specification of the algebra: what passes through the named channels are its events,
 * everything else is hidden.
 */
import type { ChannelCore } from '../core/channel.ts'
import { ports, type Tracer } from '../core/ports.ts'
import type { Finding } from './ending.ts'
import type { Event } from './refine/event.ts'
import { monitor as startMonitor, type Violation } from './refine/monitor.ts'
import type { Process } from './refine/process.ts'
import { type SpecificationState, specification } from './refine/specification.ts'

/** What may pass through the channels of a program that is checked, as a process of the algebra. */
export interface ProgramSpecification {
  readonly process: Process
  /** Names of the channels whose communications are events; all others are hidden. */
  readonly channels: readonly string[]
  /** The event of a value on a channel; `name.value` if left out, and `name` alone for undefined. */
  readonly event?: (channel: string, value: unknown) => Event
  /**
   * `traces`: nothing happens that the specification forbids. `failures`: also, what it must offer is not refused
   * where the program rests; needs mode `dfs`, for the reduction keeps traces and no refusals.
   */
  readonly model?: 'traces' | 'failures'
}

export function eventOf(spec: ProgramSpecification, channel: string, value: unknown): Event {
  if (spec.event !== undefined) return spec.event(channel, value)
  return value === undefined ? channel : `${channel}.${String(value)}`
}

/** Walks the specification beside one run. */
export class SpecificationWalk {
  readonly spec: ProgramSpecification
  finding: Finding | null = null
  private state: SpecificationState
  private readonly trace: Event[] = []

  constructor(spec: ProgramSpecification) {
    this.spec = spec
    this.state = specification(spec.process, spec.model ?? 'traces').initial()
  }

  concerns(channel: ChannelCore): boolean {
    return this.spec.channels.includes(channel.name)
  }

  passed(channel: ChannelCore, value: unknown): void {
    if (this.finding !== null) return
    const event = eventOf(this.spec, channel.name, value)
    const next = this.state.step(event)
    this.trace.push(event)
    if (next !== undefined) this.state = next
    else
      this.finding = {
        kind: 'specification',
        message:
          `'${event}' is not allowed by the specification after ⟨${this.trace.slice(0, -1).join(', ')}⟩; ` +
          `allowed: ${this.state.allowed().join(', ') || 'nothing'}`,
      }
  }

  /** Looks at what the program offers where no hidden event can happen. */
  rests(offered: ReadonlySet<Event>): void {
    if (this.finding !== null || this.spec.model !== 'failures') return
    const wanted = this.state.acceptances()
    if (wanted.some(set => [...set].every(event => offered.has(event)))) return
    this.finding = {
      kind: 'specification',
      message:
        `after ⟨${this.trace.join(', ')}⟩ the program rests and offers ` +
        `${[...offered].join(', ') || 'nothing'}, but the specification insists on one of: ` +
        wanted.map(set => `{${[...set].join(', ')}}`).join(' '),
    }
  }
}

/**
 * Watches the running network: each communication on the named channels is a step of the specification, one
 * look-up each. Safety only: what must happen is not watched.
 *
 *     const stop = monitor({ process: BUFFER, channels: ['in', 'out'] }, violation => log(violation))
 *
 * @returns a function that ends the watch
 */
export function monitor(
  spec: ProgramSpecification,
  violated: (violation: Violation) => void,
): () => void {
  const watch = startMonitor(spec.process)
  const before = ports.tracer
  const names = new Set(spec.channels)
  let over = false
  const step = (channel: ChannelCore, value: unknown): void => {
    if (over || !names.has(channel.name)) return
    const seen = watch.step(eventOf(spec, channel.name, value))
    if (seen.ok) return
    over = true
    violated(seen)
  }
  const tracer = forwarding(before)
  const { rendezvous, put } = tracer
  tracer.rendezvous = (channel, writer, reader, value) => {
    rendezvous(channel, writer, reader, value)
    step(channel, value)
  }
  tracer.put = (channel, writer, value) => {
    put(channel, writer, value)
    step(channel, value)
  }
  ports.tracer = tracer
  return () => {
    over = true
    if (ports.tracer === tracer) ports.tracer = before
  }
}

const NOTICES = [
  'channelCreated',
  'spawning',
  'spawned',
  'ended',
  'parked',
  'resumed',
  'rendezvous',
  'put',
  'take',
  'chosen',
  'closed',
  'poisoned',
  'expired',
  'parkedRemotely',
  'resumedRemotely',
] as const

/** A tracer that tells another one, if there is one. */
function forwarding(next: Tracer | null): Tracer {
  const notices = NOTICES.map(notice => [
    notice,
    (...details: never[]) =>
      (next?.[notice] as ((...all: never[]) => void) | undefined)?.call(next, ...details),
  ])
  return {
    ...(Object.fromEntries(notices) as unknown as Omit<Tracer, 'enter'>),
    enter: (handle, body) => (next === null ? body() : next.enter(handle, body)),
  }
}
