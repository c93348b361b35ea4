/**
 * Operations that do not wait: what they find is decided within the turn that makes them.
 */
import type { ChannelCore } from '../core/channel.ts'
import type { Offer, Queue } from '../core/queue.ts'
import { commit } from './commit.ts'
import { addMeetings, nameOf, served } from './enabled.ts'
import type { Party } from './party.ts'
import type { Run } from './run.ts'
import { partiesOf, type Transition } from './transition.ts'

/**
 * An operation is about to take the head of a queue, or from a buffer: puts the partner that is chosen there.
 *
 * @returns false if there is none
 */
export function attempt(run: Run, channel: ChannelCore, queue: Queue): boolean {
  run.use(channel, 'exclusive')
  const { buffer } = channel
  if (buffer !== null) {
    run.use(buffer, 'exclusive')
    if (queue === channel.writers) run.step.observe(run.contents.removed(channel))
    else run.contents.stored(channel, run.step.history)
    return true
  }
  const able = served(run, queue)
  if (able.length === 0) {
    run.step.observe('nobody')
    return false
  }
  const [party, offer] = able[able.length === 1 ? 0 : run.choose(able.length)]!
  run.step.observe(nameOf(party, offer))
  promote(queue, offer)
  return true
}

/** Puts an offer at the head of the queue that it stands in. */
function promote(queue: Queue, offer: Offer): void {
  const { place } = offer
  queue.remove(offer)
  offer.place = place
  offer.next = queue.head
  if (queue.head === null) queue.tail = offer
  else queue.head.previous = offer
  queue.head = offer
}

/**
 * A process that begins an operation and goes on without awaiting it, to close or try something, may see its
 * operation met before that: in the engine it meets whoever waits as it begins. So each such meeting is a choice,
 * and so is none, for the operation may as well be slow.
 */
export function meetEarlier(run: Run, posted: readonly Party[]): void {
  const channels = new Set<ChannelCore>()
  for (const { places } of posted) for (const { channel } of places) channels.add(channel)
  for (const channel of channels) {
    run.use(channel, 'exclusive')
    if (channel.buffer !== null) run.use(channel.buffer, 'exclusive')
  }
  for (;;) {
    const found: Transition[] = []
    for (const channel of channels) addMeetings(run, channel, found)
    const possible = found.filter(one => partiesOf(one).some(party => posted.includes(party)))
    if (possible.length === 0) return
    const chosen = possible[run.choose(possible.length + 1)]
    if (chosen === undefined || chosen.kind === 'turn') return
    run.within(chosen.key, () => commit(run, chosen))
  }
}
