/**
 * Events are names. A process performs one at a time, together with its environment; two names are
 * beyond a model's reach: τ, the silent step no environment can see or prevent, and ✓, the signal
 * of successful termination.
 */
/** An event of a model: a plain name, or a channel with values, such as `left.0`. */
export type Event = string

/** A set of events: an alphabet, a synchronisation set, what is hidden. */
export type EventSet = ReadonlySet<Event>

/** The silent action (Hoare 1985 hides into it; Roscoe writes τ). Never an event of a model. */
export const TAU = 'τ'

/** Successful termination, the last action of a trace (Roscoe writes ✓). */
export const TICK = '✓'

/** What contributes events to a set: an event, a channel's events, another set. */
export type EventSource = Event | Iterable<Event> | { readonly events: Iterable<Event> }

/**
 * The union of events, sets of events and whole channels; CSPM's `{| left, right |}` is
 * `events(left, right)`.
 *
 * @throws RangeError when an event is reserved or empty.
 */
export function events(...sources: readonly EventSource[]): EventSet {
  const union = new Set<Event>()
  for (const source of sources) {
    for (const event of eventsOf(source)) union.add(checkEvent(event))
  }
  return union
}

function eventsOf(source: EventSource): Iterable<Event> {
  if (typeof source === 'string') return [source]
  return 'events' in source ? source.events : source
}

/** Refuses the two reserved names, which no operator may synchronise on, hide or rename to. */
export function checkEvent(event: Event): Event {
  if (event === TAU || event === TICK) {
    throw new RangeError(`'${event}' is reserved: name events in words, such as 'tick' or 'left.0'`)
  }
  if (event === '') throw new RangeError("an event needs a name, such as 'coin' or 'left.0'")
  return event
}
