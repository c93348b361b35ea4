/**
 * Runtime verification: a running system beside its specification. Only safety can be monitored:
 * a finite run shows what happened, never what was refused.
 */
import { type Event, type EventSource, events } from './event.ts'
import type { Process } from './process.ts'
import { type SpecificationState, specification } from './specification.ts'

/** What a monitor says of an event. */
export type Observation = { readonly ok: true } | Violation

/** The first event that the specification does not allow. */
export interface Violation {
  readonly ok: false
  readonly event: Event
  /** What was allowed instead. */
  readonly allowed: readonly Event[]
  /** How many events were accepted before. */
  readonly position: number
  /** The last of them, at most 32, oldest first. */
  readonly recent: readonly Event[]
}

/** Follows a run; give it every event, in order. */
export interface Monitor {
  /** Judges one event. After a violation the answer stays that violation: the run is lost. */
  step(event: Event): Observation
  /** What the specification allows next; the end of a run is allowed if it contains `'✓'`. */
  allowed(): readonly Event[]
}

/** What a monitor watches. */
export interface MonitorOptions {
  /** Events outside the alphabet are not the specification's concern; default: all are. */
  readonly alphabet?: EventSource
  /** The states that the specification may need (default 1,000,000). */
  readonly limit?: number
}

const RECENT = 32
const OK: Observation = { ok: true }

/**
 * Starts a monitor of a specification in the traces model: one map look-up for each event.
 *
 * ```ts
 * const watch = monitor(BUFFER([]), { alphabet: events(left, right) })
 * const seen = watch.step(left(0))
 * if (!seen.ok) throw new Error(`'${seen.event}' is not allowed here: ${seen.allowed}`)
 * ```
 *
 * @throws StateLimit from `step` when the specification needs more than `limit` states.
 */
export function monitor(process: Process, options: MonitorOptions = {}): Monitor {
  const { alphabet, ...bounds } = options
  const watched = alphabet === undefined ? undefined : events(alphabet)
  let state: SpecificationState = specification(process, 'traces', bounds).initial()
  let violation: Violation | undefined
  let position = 0
  // A ring: a run may be endless.
  const ring: Event[] = []

  const recent = () => [...ring.slice(position % RECENT), ...ring.slice(0, position % RECENT)]

  return {
    allowed: () => state.allowed(),
    step(event) {
      if (violation !== undefined) return violation
      const next = state.step(event)
      if (next !== undefined) {
        state = next
        ring[position++ % RECENT] = event
        return OK
      }
      if (watched !== undefined && !watched.has(event)) return OK
      violation = {
        ok: false,
        event,
        allowed: state.allowed(),
        position,
        recent: position < RECENT ? ring.slice() : recent(),
      }
      return violation
    },
  }
}
