/**
 * A trace as text, one event to a line.
 */

import type { TraceEvent } from './events.ts'
import { networkOf } from './network.ts'
import { describe, describeEvent } from './operations.ts'
import { namesOf } from './snapshot.ts'

/** @param last how many of the last events; all if left out */
export function toText(events: readonly TraceEvent[], last = Number.POSITIVE_INFINITY): string {
  const names = namesOf(networkOf(events))
  const line = (event: TraceEvent): string => {
    switch (event.kind) {
      case 'spawn':
        return `${names.process(event.process)} starts`
      case 'end':
        return `${names.process(event.process)} ends: ${event.error ?? event.outcome}`
      case 'channel':
        return `channel ${names.channel(event.channel)} is made`
      case 'park':
        return `${names.process(event.process)} ${describe(event, names)}`
      case 'resume':
        return `${names.process(event.process)} goes on`
      case 'rendezvous':
        return `${names.process(event.writer)} → ${names.process(event.reader)} on ${names.channel(event.channel)}`
      case 'put':
        return `${names.process(event.writer)} ${describeEvent(event, event.writer, names)}, depth ${event.depth}`
      case 'take':
        return `${names.process(event.reader)} ${describeEvent(event, event.reader, names)}, depth ${event.depth}`
      case 'barrier':
        return `${event.barrier}: ${event.processes.map(names.process).join(', ')}`
      case 'deadlock':
        return `deadlock: ${event.stuck.map(names.process).join(', ')}`
      default:
        return `${names.process(event.process)} ${describeEvent(event, event.process, names)}`
    }
  }
  const shown = events.slice(Math.max(0, events.length - last))
  return shown.map(event => `${event.time.toFixed(3).padStart(12)} ms  ${line(event)}\n`).join('')
}
