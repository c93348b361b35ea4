/** Events, waits and numbers in words, as short as they can be said. */
import { ANSWER, type Guarded, OUTSIDE, type TraceEvent } from '../../../src/trace/events.ts'
import type { NetworkState, Pending, ProcessState } from './state.ts'

export function processName(state: NetworkState, id: number): string {
  return state.processes.get(id)?.name ?? (id === OUTSIDE ? 'outside' : `process ${id}`)
}

export function channelName(state: NetworkState, id: number): string {
  return state.channels.get(id)?.name ?? `channel ${id}`
}

/** What a process is doing, for the second line of its node. */
export function describeActivity(state: NetworkState, process: ProcessState): string {
  const [pending] = process.pending
  if (process.status === 'blocked' && pending) return describePending(state, pending)
  if (process.status === 'ended') return process.outcome ?? 'ended'
  return process.status
}

export function describePending(state: NetworkState, { operation, guards }: Pending): string {
  const [guard] = guards
  switch (operation) {
    case 'read':
    case 'write':
      return guard?.channel === undefined
        ? `${operation}s`
        : `${operation}s ${channelName(state, guard.channel)}`
    case 'select':
      return guards.length === 1 && guard
        ? describeOnly(state, guard)
        : `selects among ${guards.length}`
    case 'timer':
      return guard?.delay === undefined ? 'waits for a timer' : `sleeps ${number(guard.delay)} ms`
    case 'barrier':
      return 'waits at a barrier'
    case 'wait': {
      if (guard?.channel !== undefined)
        return `${describeUse(guard)} ${channelName(state, guard.channel)}`
      const awaited = guards.filter(one => one.process !== undefined).length
      return awaited > 0 ? `awaits ${awaited} process${awaited === 1 ? '' : 'es'}` : 'awaits'
    }
  }
}

/** What a guard on a channel wants of it. */
export function describeUse({ direction, key }: Guarded): string {
  // Of a call that was accepted: its channel is neither read nor written any more.
  if (direction === undefined && key === ANSWER) return 'awaits an answer on'
  return direction === undefined ? 'uses' : `${direction}s`
}

/** A selection of one case, as `sync` on anything that can be waited for makes it. */
function describeOnly(state: NetworkState, guard: Guarded): string {
  const { channel, delay, waitable } = guard
  if (waitable !== undefined) return `waits at ${waitable}`
  if (channel !== undefined) return `${describeUse(guard)} ${channelName(state, channel)}`
  return delay === undefined ? 'selects among 1' : `sleeps ${number(delay)} ms`
}

/** One event as a sentence; with `subject`, as that process tells it. */
export function describeEvent(state: NetworkState, event: TraceEvent, subject?: number): string {
  const who = (id: number) => (id === subject ? '' : `${processName(state, id)} `)
  const channel = (id: number) => channelName(state, id)
  switch (event.kind) {
    case 'spawn':
      return event.process === subject ? 'spawned' : `${event.name} spawned`
    case 'end':
      return `${who(event.process)}${event.outcome === 'done' ? 'done' : event.outcome}${event.error ? `: ${event.error}` : ''}`
    case 'channel':
      return `channel ${event.name} made`
    case 'park':
      return `${who(event.process)}${describePending(state, { ...event, since: event.time })}`
    case 'resume':
      return `${who(event.process)}resumes`
    case 'rendezvous':
      if (event.writer === subject)
        return `gives ${channel(event.channel)} to ${processName(state, event.reader)}`
      if (event.reader === subject)
        return `takes ${channel(event.channel)} from ${processName(state, event.writer)}`
      return `${processName(state, event.writer)} → ${processName(state, event.reader)} (${channel(event.channel)})`
    case 'put':
      return `${who(event.writer)}puts into ${channel(event.channel)} (${event.depth} queued)`
    case 'take':
      return `${who(event.reader)}takes from ${channel(event.channel)} (${event.depth} left)`
    case 'choice':
      return `${who(event.process)}chooses ${event.key}`
    case 'close':
      return `${who(event.process)}closes ${channel(event.channel)}`
    case 'poison':
      return `${who(event.process)}poisons ${channel(event.channel)}${event.cause ? `: ${event.cause}` : ''}`
    case 'timer':
      return `${who(event.process)}timer, ${number(event.delay)} ms`
    case 'barrier':
      return `${event.barrier} passed by ${event.processes.length}`
    case 'deadlock':
      return `deadlock: ${event.knot.length} wait for each other`
    default:
      return (event as { kind: string }).kind
  }
}

/** A number in at most four places: 7, 0.4, 1.2k, 35k, 2.1M. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '∞'
  const [scaled, unit] =
    value >= 999_500 ? [value / 1e6, 'M'] : value >= 1000 ? [value / 1000, 'k'] : [value, '']
  const text =
    scaled < 10 && !Number.isInteger(scaled) ? scaled.toFixed(1) : String(Math.round(scaled))
  return `${text.replace(/\.0$/, '')}${unit}`
}

/** A count in full, grouped: 10,004. */
export function whole(value: number): string {
  return value.toLocaleString('en-US')
}

/** Milliseconds as people say them. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`
  if (milliseconds < 1000) return `${number(milliseconds)} ms`
  if (milliseconds < 60_000)
    return `${Number((milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1))} s`
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`
}
