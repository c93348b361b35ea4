/**
 * Finding a transition of an earlier run again: the same one, made of the objects of this run.
 *
 * Paths are walked again from the start for every leaf of the tree, so this is done far more often than a state is
 * looked at for the first time; enumerating everything that is possible would cost most of the search.
 */
import type { Party, Place } from './party.ts'
import type { Run } from './run.ts'
import type { Transition } from './transition.ts'

/** The transition in this run, or null if it is not possible here. */
export function again(run: Run, before: Transition): Transition | null {
  const { kind, key } = before
  if (kind === 'turn') return run.turns.get(before.turn.key) ?? null
  if (kind === 'meet') {
    const writer = run.byKey.get(before.writer.key)
    const reader = run.byKey.get(before.reader.key)
    const from = samePlace(writer, before.writer, before.from)
    const to = samePlace(reader, before.reader, before.to)
    if (writer === undefined || reader === undefined || from === null || to === null) return null
    return { kind, key, writer, reader, from, to }
  }
  if (kind === 'expire') {
    const timer = run.timersByKey.get(before.number)
    if (timer === undefined || timer.position < 0) return null
    const party = before.party === null ? null : (run.byKey.get(before.party.key) ?? null)
    return { kind, key, timer, number: before.number, party, advances: before.advances }
  }
  const party = run.byKey.get(before.party.key)
  if (party === undefined) return null
  const place = samePlace(party, before.party, before.place)
  return place === null ? null : { kind, key, party, place }
}

/** The same offer of the same party, if it still stands in its queue. */
function samePlace(party: Party | undefined, before: Party, place: Place): Place | null {
  const same = party?.places[before.places.indexOf(place)]
  return same === undefined || same.offer.place === null ? null : same
}
