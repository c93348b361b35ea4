/**
 * Operations that do not wait: what they find is decided within the turn that makes them.
 */
import type { ChannelCore } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import { promote } from '../core/queue.ts'
import { commit } from './commit.ts'
import { addMeetings, nameOf, served } from './enabled.ts'
import type { Run } from './run.ts'
import type { Transition } from './transition.ts'

/**
 * An operation is about to take the first who waits at an end, or from a buffer: puts the partner that is chosen there.
 *
 * @returns false if there is none
 */
export function attempt(run: Run, channel: ChannelCore, partners: EndName): boolean {
  run.use(channel, 'exclusive')
  const { buffer } = channel
  if (buffer !== null) {
    run.use(buffer, 'exclusive')
    if (partners === 'writer') run.step.observe(run.contents.removed(channel))
    else run.contents.stored(channel, run.step.history)
    return true
  }
  const able = served(run, channel.waiting(partners))
  if (able.length === 0) {
    run.step.observe('nobody')
    return false
  }
  const [party, offer] = able[able.length === 1 ? 0 : run.choose(able.length)]!
  run.step.observe(nameOf(party, offer))
  if (partners === 'writer') channel.writers = promote(channel.writers, offer)
  else channel.readers = promote(channel.readers, offer)
  return true
}

/**
 * A process that begins an operation and goes on without awaiting it, to close or try something, may see its
 * operation answered before that: in the engine it meets whoever waits as it begins, and a buffer is filled and
 * emptied at once. So each such event is a choice, and so is none, for the operation may as well be slow.
 *
 * @param channels those that the turn has used so far
 */
export function serveEarlier(run: Run, channels: readonly ChannelCore[]): void {
  const { last } = run.timeline
  const possible = (): Transition[] => {
    const found: Transition[] = []
    for (const channel of channels) addMeetings(run, channel, found)
    // Of two that have both waited since earlier turns, the meeting is an event of its own.
    return found.filter(
      one => one.kind !== 'meet' || one.writer.since === last || one.reader.since === last,
    )
  }
  // Whoever comes to these channels before this turn is served by it, so the order counts.
  for (const channel of channels) {
    run.use(channel, 'exclusive')
    if (channel.buffer !== null) run.use(channel.buffer, 'exclusive')
  }
  for (let found = possible(); found.length > 0; found = possible()) {
    const chosen = found[run.choose(found.length + 1)]
    if (chosen === undefined || chosen.kind === 'turn') return
    run.within(chosen.key, () => commit(run, chosen))
  }
}
