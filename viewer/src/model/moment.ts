/**
 * What happens at one place of a recording, so that a step can be seen: who takes part, and in words. A step on in a
 * recording is one event; one of a held program is all that a process did in its turn.
 */
import type { TraceEvent } from '../../../src/trace/events.ts'
import { describeEvent } from './describe.ts'
import { partakers } from './sequence.ts'
import type { NetworkState } from './state.ts'

export interface Moment {
  readonly processes: ReadonlySet<number>
  readonly channels: ReadonlySet<number>
  readonly text: string
}

/** Events that are told in words; a step that starts a network has hundreds. */
const TOLD = 3

export function momentOf(state: NetworkState, events: readonly TraceEvent[]): Moment | undefined {
  if (events.length === 0) return undefined
  // That somebody goes on is said by what let it.
  const telling = events.filter(event => event.kind !== 'resume')
  const told = telling.length > 0 ? telling : events
  const words = told.slice(0, TOLD).map(event => describeEvent(state, event))
  if (told.length > TOLD) words.push(`and ${told.length - TOLD} more`)
  return {
    processes: new Set(told.flatMap(partakers)),
    channels: new Set(told.flatMap(event => ('channel' in event ? [event.channel] : []))),
    text: words.join(', '),
  }
}
