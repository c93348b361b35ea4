/**
 * Dynamic partial order reduction: which other choices, at which earlier states, could lead to another trace.
 *
 * A trace is a class of schedules that differ in the order of independent events only; exploring one schedule
 * of each is enough. Unlike in programs with shared variables, two executed rendezvous of one process can never
 * be swapped, for its next offer exists only after its last event: every race between communications is a
 * competition for an offer. So races are looked for when an offer is posted: if an earlier event t answered a
 * party p that the new offer could have met, and t is not in the past of the new offer, then what leads to the
 * new offer could have come first. Everything that is no offer (ending a channel, passing through a buffer,
 * trying) races as in the textbooks, by its uses of places.
 *
 * Sources: Flanagan, Godefroid, "Dynamic partial-order reduction for model checking software" (2005); Abdulla,
 * Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction" (2014), for source sets.
 */
import type { ChannelCore } from '../core/channel.ts'
import { Selection } from '../core/selection.ts'
import { contains, type Past, unite } from './causality.ts'
import type { Executed } from './executed.ts'
import { conflict, type Use } from './footprint.ts'
import { TRACED } from './names.ts'
import type { Party, Place } from './party.ts'
import type { Run } from './run.ts'
import { partiesOf, type Transition } from './transition.ts'

/** A state at which a choice was made, as far as the reduction knows it. */
export interface Branching {
  readonly enabled: readonly Transition[]
  /** Keys of the transitions that are to be explored from here. */
  readonly backtrack: Set<string>
  /** Keys of those that need not be, having been explored from a state before. */
  readonly sleep: { has(key: string): boolean }
}

/** Adds what the last event of a run competes with. `at` gives the state in which an event was chosen. */
export function findRaces(run: Run, at: (event: number) => Branching | null): void {
  const event = run.events.at(-1)!
  raceByPlaces(run, event, at)
  for (const party of event.posted) raceByOffers(run, event, party, at)
  raceByStanding(run, event, at)
  const node = at(event.index)
  if (node !== null) addDisabled(run, node, event)
}

/** Orders the event after those that it conflicts with, and reverses those that it follows directly. */
function raceByPlaces(run: Run, event: Executed, at: (event: number) => Branching | null): void {
  for (const earlier of run.places.conflicting(event.uses, event.index, run.timeline.first)) {
    if (contains(event.past, earlier)) continue
    const node = at(earlier)
    if (node !== null) reverse(run, earlier, event, event.past, node)
    unite(event.past, run.events[earlier]!.past)
  }
}

function raceByOffers(
  run: Run,
  event: Executed,
  party: Party,
  at: (event: number) => Branching | null,
): void {
  const rivals = new Set<number>()
  for (const place of party.places) {
    const { channel, end } = place
    if (channel.buffer !== null) {
      for (const user of run.places.users(run.nameOf(channel.buffer), run.timeline.first))
        rivals.add(user)
      continue
    }
    for (const partner of run.channels.get(channel)![end === 'reader' ? 'writer' : 'reader'])
      if (partner.answered >= 0 && partner !== party && couldMeet(partner, place))
        rivals.add(partner.answered)
  }
  for (const rival of rivals) {
    if (rival >= event.index || contains(event.past, rival)) continue
    const node = at(rival)
    if (node !== null) reverse(run, rival, null, event.past, node)
  }
}

/**
 * An event that ends a channel, tries it, or changes what its buffer holds, could have answered whoever stood
 * at that channel and was answered elsewhere in the meantime; one that cancels a scope or aborts a signal, whoever
 * had looked at that and then begun to wait.
 */
function raceByStanding(run: Run, event: Executed, at: (event: number) => Branching | null): void {
  const changed = new Set<number>()
  for (const { place, access } of event.uses) if (access === 'exclusive') changed.add(place)
  // Nobody else looks at what makes the turns of one process depend on each other.
  if (event.transition?.kind === 'turn') changed.delete(event.transition.turn.task.place)
  if (changed.size === 0) return
  const parties: Party[] = []
  for (const [channel, standing] of run.channels) {
    const { buffer } = channel
    const ends = changed.delete(run.nameOf(channel))
    if (ends || (buffer !== null && changed.has(run.nameOf(buffer))))
      parties.push(...standing.reader, ...standing.writer)
  }
  for (const place of changed)
    for (const user of run.places.lookers(place)) parties.push(...run.events[user]!.posted)
  for (const { answered } of parties) {
    if (answered < 0 || answered >= event.index || contains(event.past, answered)) continue
    const node = at(answered)
    if (node !== null) reverse(run, answered, event, event.past, node)
  }
}

function couldMeet(partner: Party, { channel, end, offer }: Place): boolean {
  return partner.places.some(
    place =>
      place.channel === channel &&
      place.end !== end &&
      !(place.offer.selection instanceof Selection && place.offer.selection === offer.selection),
  )
}

/**
 * Makes sure that the state before `earlier` also explores a schedule in which what came after it, and does not
 * depend on it, goes first: one that begins with an initial of that sequence will do.
 *
 * @param last the event that is to come before `earlier`, or null if it is an offer that was never taken
 */
function reverse(
  run: Run,
  earlier: number,
  last: Executed | null,
  lastPast: Past,
  node: Branching,
): void {
  const end = run.events.length - 1
  // The events between that do not depend on `earlier`, as bits; earlier events than that are not in it.
  const first = earlier >> 5
  const between = new Uint32Array((end >> 5) + 1 - first)
  const initials: string[] = []
  for (let index = earlier + 1; index <= end; index++) {
    const event = run.events[index]!
    if (event === last || contains(event.past, earlier)) continue
    if (!meets(event.past, between, first)) initials.push(event.key)
    between[(index >> 5) - first]! |= 1 << (index & 31)
  }
  if (last !== null && !meets(lastPast, between, first)) initials.push(last.key)
  const awake = initials.filter(key => !node.sleep.has(key))
  if (awake.some(key => node.backtrack.has(key))) return
  const possible = awake.find(key => node.enabled.some(one => one.key === key))
  if (possible !== undefined) node.backtrack.add(possible)
  else if (awake.length > 0 || last?.transition?.kind === 'turn') addAll(node)
}

/**
 * For what enabled the event was more than its offers; or it is a turn that sleeps. A turn may do something else when
 * it comes first, such as end what it found ended, and so compete with events that it commutes with as it was; that
 * it was explored from a state before tells nothing of those.
 */
function addAll({ enabled, backtrack }: Branching): void {
  for (const { key } of enabled) backtrack.add(key)
}

/** Whether a past, which does not begin after word `first`, holds one of these events. */
function meets({ from, bits }: Past, between: Uint32Array, first: number): boolean {
  const skipped = first - from
  const words = Math.min(between.length, bits.length - skipped)
  for (let word = 0; word < words; word++)
    if ((bits[word + skipped]! & between[word]!) !== 0) return true
  return false
}

/** Adds the transitions that the event has disabled: nobody will meet them later in this run. */
function addDisabled(run: Run, node: Branching, event: Executed): void {
  for (const other of node.enabled)
    if (other.key !== event.key && other.kind !== 'turn' && disables(run, event, other))
      node.backtrack.add(other.key)
}

function disables(run: Run, event: Executed, other: Transition): boolean {
  if (event.advances || partiesOf(other).some(party => party.answered === event.index)) return true
  return conflict(event.uses, usesOf(run, other))
}

/** What a transition that is not a turn will use at least. */
function usesOf(run: Run, transition: Transition): readonly Use[] {
  const uses = queueUses(run, transition)
  const channel = channelOf(transition)
  if (channel !== null && run.specification?.concerns(channel))
    uses.push({ place: TRACED, access: 'exclusive' })
  return uses
}

function channelOf(transition: Transition): ChannelCore | null {
  if (transition.kind === 'meet') return transition.from.channel
  return transition.kind === 'put' ? transition.place.channel : null
}

function queueUses(run: Run, transition: Transition): Use[] {
  switch (transition.kind) {
    case 'meet': {
      const place = run.nameOf(transition.from.channel)
      return [{ place, access: run.fifo ? 'exclusive' : 'shared' }]
    }
    case 'put':
    case 'take': {
      const { channel } = transition.place
      return [
        { place: run.nameOf(channel), access: 'shared' },
        { place: run.nameOf(channel.buffer!), access: 'exclusive' },
      ]
    }
    default:
      return []
  }
}
