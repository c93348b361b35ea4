/**
 * What can happen next, read off the queues of the real channels, the timers and the turns.
 *
 * The first transition is the default: processes go on in the order in which they became ready, then offers
 * meet in the order of their arrival, and time passes only when nothing else is left.
 */
import type { ChannelCore } from '../core/channel.ts'
import { type Offer, standing } from '../core/queue.ts'
import { SelectionCase } from '../core/selection.ts'
import { type Timer, timers } from '../core/timer.ts'
import { ownerOf, type Party, type Place } from './party.ts'
import type { Run } from './run.ts'
import type { Transition } from './transition.ts'

export interface Rules {
  /** Which partners may meet: any two, or only those that came first. */
  readonly partner: 'any' | 'fifo'
  /** Whether time waits for everything else, or any timer may run out at any moment. */
  readonly time: 'maximal progress' | 'free'
}

export function enabled(run: Run, rules: Rules): Transition[] {
  const found: Transition[] = [...run.turns.values()]
  for (const channel of run.channels.keys()) addMeetings(run, channel, found)
  addTimers(run, rules, found)
  return found
}

/** Adds what the parties that wait at a channel can do. */
export function addMeetings(run: Run, channel: ChannelCore, found: Transition[]): void {
  const { buffer } = channel
  if (buffer !== null) {
    if (!buffer.full) addBuffered('put', served(run, channel.writers), found)
    if (buffer.size > 0) addBuffered('take', served(run, channel.readers), found)
    return
  }
  if (channel.readers === null || channel.writers === null) return
  const writers = partiesIn(run, channel.writers)
  const readers = partiesIn(run, channel.readers)
  let first: { writer: Party; reader: Party } | null = null
  for (const [writer, from] of writers) {
    for (const [reader, to] of readers) {
      if (writer === reader) continue
      first ??= { writer, reader }
      if (run.fifo && (writer !== first.writer || reader !== first.reader)) continue
      const key = `m${nameOf(writer, from)}>${nameOf(reader, to)}`
      const [source, target] = [placeOf(writer, from), placeOf(reader, to)]
      found.push({ kind: 'meet', key, writer, reader, from: source, to: target })
    }
  }
}

function addBuffered(
  kind: 'put' | 'take',
  parties: readonly [Party, Offer][],
  found: Transition[],
): void {
  for (const [party, offer] of parties)
    found.push({ kind, key: `${kind}${nameOf(party, offer)}`, party, place: placeOf(party, offer) })
}

function addTimers(run: Run, rules: Rules, found: Transition[]): void {
  let soonest = Infinity
  for (const timer of timers.running) soonest = Math.min(soonest, timer.deadline)
  const mayAdvance = found.length === 0 || rules.time === 'free'
  for (const timer of timers.running) {
    const advances = timer.deadline > run.now
    if (advances && !mayAdvance) continue
    if (advances && rules.time !== 'free' && timer.deadline > soonest) continue
    const known = run.timerKeys.get(timer)
    if (known === undefined) continue
    found.push({
      kind: 'expire',
      key: `x${known.key}`,
      timer,
      number: known.key,
      party: waiterOf(run, timer),
      advances: advances && rules.time !== 'free',
    })
  }
}

function waiterOf(run: Run, timer: Timer): Party | null {
  const { target } = timer
  if (!(target instanceof SelectionCase)) return run.sleepers.get(timer) ?? null
  return target.selection.owner === null ? null : (run.waiting.get(target.selection.owner) ?? null)
}

/** The parties that stand in a queue, each with an offer there that a partner could meet. */
function partiesIn(run: Run, head: Offer | null): [Party, Offer][] {
  const found: [Party, Offer][] = []
  const seen = new Set<Party>()
  for (const offer of standing(head)) {
    const party = run.waiting.get(ownerOf(offer))
    if (party === undefined) continue
    // Of several cases at one end the first is met, unless chance decides which that is.
    if (!seen.has(party) || inRandomOrder(offer)) found.push([party, offer])
    seen.add(party)
  }
  return found
}

/** Of those that stand in a queue, whoever one that does not wait may meet: all, or who came first. */
export function served(run: Run, head: Offer | null): [Party, Offer][] {
  const found = partiesIn(run, head)
  return run.fifo ? found.filter(([party]) => party === found[0]![0]) : found
}

function inRandomOrder(offer: Offer): boolean {
  return offer instanceof SelectionCase && offer.selection.order === 'random'
}

function placeOf(party: Party, offer: Offer): Place {
  return party.places.find(place => place.offer === offer)!
}

/** An offer's name across schedules. */
export function nameOf(party: Party, offer: Offer): string {
  return `${party.key}.${party.places.findIndex(place => place.offer === offer)}`
}
