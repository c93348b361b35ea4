/**
 * Two tracers on one port: a bubble observes without taking the port away from a recorder.
 */
import { ports, type Tracer } from '../core/ports.ts'

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
  'synchronised',
] as const satisfies readonly Exclude<keyof Tracer, 'enter'>[]

type Notice = (...details: never[]) => void

/** A tracer that tells both. */
function both(first: Tracer, second: Tracer): Tracer {
  const enter: Tracer['enter'] = (process, body) =>
    first.enter(process, () => second.enter(process, body))
  const notices = NOTICES.map(notice => {
    const tell = (...details: never[]): void => {
      ;(first[notice] as Notice | undefined)?.call(first, ...details)
      ;(second[notice] as Notice | undefined)?.call(second, ...details)
    }
    return [notice, tell] as const
  })
  return { enter, ...(Object.fromEntries(notices) as unknown as Omit<Tracer, 'enter'>) }
}

/** Adds a tracer to what observes already; the function returned puts that back. */
export function addTracer(tracer: Tracer): () => void {
  const before = ports.tracer
  ports.tracer = before === null ? tracer : both(before, tracer)
  return () => {
    ports.tracer = before
  }
}
