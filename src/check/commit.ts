/**
 * The engine's own commits, on the pair that was chosen.
 */
import { EXTENDED, type ExtendedOffer } from '../core/queue.ts'
import { timers } from '../core/timer.ts'
import type { Run } from './run.ts'
import type { Transition } from './transition.ts'

type Kind<K extends Transition['kind']> = Extract<Transition, { kind: K }>

export function commit(run: Run, transition: Exclude<Transition, Kind<'turn'>>): void {
  switch (transition.kind) {
    case 'meet':
      meet(run, transition)
      return
    case 'put':
    case 'take':
      pass(run, transition)
      return
    case 'expire':
      run.now = Math.max(run.now, transition.timer.deadline)
      timers.expire(transition.timer)
  }
}

function meet(run: Run, { writer, reader, from, to }: Kind<'meet'>): void {
  const { channel } = from
  run.use(channel, run.fifo ? 'exclusive' : 'shared')
  run.answer(writer)
  run.answer(reader)
  if (to.offer.selection === EXTENDED) {
    channel.meetExtended(to.offer as ExtendedOffer, from.offer)
    return
  }
  const { value } = from.offer
  channel.commit(from.offer, to.offer)
  to.offer.deliver(value)
  from.offer.deliver(undefined)
}

/** Through a buffer. */
function pass(run: Run, { kind, party, place }: Kind<'put' | 'take'>): void {
  const { channel, offer } = place
  const buffer = channel.buffer!
  run.use(channel, 'shared')
  run.use(buffer, 'exclusive')
  run.answer(party)
  if (kind === 'put') {
    run.contents.stored(channel, party.key)
    buffer.putFor(channel, offer.value, offer)
    offer.deliver(undefined)
  } else {
    run.step.observe(run.contents.removed(channel))
    offer.deliver(buffer.takeFor(channel, offer))
  }
}
