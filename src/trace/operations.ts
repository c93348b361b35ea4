/**
 * Operations and events in words: "writes fork 1", "selects: reads a, reads b, after 50 ms", "wrote fork 1".
 */

import { ANSWER, CHILDREN, type Guarded, type Operation, type TraceEvent } from './events.ts'

export interface Names {
  readonly process: (id: number) => string
  readonly channel: (id: number) => string
}

interface Blocked {
  readonly operation: Operation
  readonly guards: readonly Guarded[]
}

/** Guards named in one line; a selection over a thousand channels must stay readable. */
const MOST_NAMED = 8

export function describe({ operation, guards }: Blocked, names: Names): string {
  const shown = guards.slice(0, MOST_NAMED).map(guard => describeGuard(guard, names))
  if (guards.length > MOST_NAMED) shown.push(`${guards.length - MOST_NAMED} more`)
  const list = shown.join(', ')
  switch (operation) {
    case 'select':
      return list === '' ? 'selects nothing' : `selects: ${list}`
    case 'wait':
      if (list === '') return 'waits'
      if (guards.some(isAnswer)) return list
      return `waits for ${guards.every(isProcess) ? 'the end of ' : ''}${list}`
    case 'barrier':
      return list === '' ? 'waits at a barrier' : `waits at a barrier: ${list}`
    case 'timer':
      return list === '' ? 'waits for a timer' : `waits: ${list}`
    default:
      return list === '' ? `${operation}s` : list
  }
}

const isProcess = ({ process, key }: Guarded): boolean => process !== undefined || key === CHILDREN

/** Of a call that was accepted: its channel is neither read nor written any more. */
export const isAnswer = ({ channel, direction, key }: Guarded): boolean =>
  channel !== undefined && direction === undefined && key === ANSWER

export function describeGuard(guard: Guarded, names: Names): string {
  if (isAnswer(guard)) return `waits for an answer on ${names.channel(guard.channel as number)}`
  if (guard.channel !== undefined) {
    return `${guard.direction === 'write' ? 'writes' : 'reads'} ${names.channel(guard.channel)}`
  }
  if (guard.process !== undefined) return names.process(guard.process)
  if (guard.waitable !== undefined) return `waits at ${guard.waitable}`
  if (guard.delay !== undefined) return `after ${Number(guard.delay.toFixed(3))} ms`
  return guard.key ?? 'something outside'
}

/** What an event says of one of its processes: "wrote fork 1". */
export function describeEvent(event: TraceEvent, process: number, names: Names): string {
  switch (event.kind) {
    case 'rendezvous':
      return `${event.writer === process ? 'wrote' : 'read'} ${names.channel(event.channel)}`
    case 'put':
      return `wrote ${names.channel(event.channel)}`
    case 'take':
      return `read ${names.channel(event.channel)}`
    case 'choice':
      return `chose ${event.key}`
    case 'close':
      return `closed ${names.channel(event.channel)}`
    case 'poison':
      return `poisoned ${names.channel(event.channel)}`
    case 'timer':
      return `woke after ${event.delay} ms`
    case 'barrier':
      return `passed ${event.barrier}`
    default:
      return event.kind
  }
}
