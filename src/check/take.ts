/**
 * Taking a transition: the engine's own commits, on the pair that was chosen.
 */
import { EXTENDED, type ExtendedOffer } from '../core/channel.ts'
import { timers } from '../core/timer.ts'
import type { Executed } from './executed.ts'
import { breathe, rest } from './loop.ts'
import type { Run } from './run.ts'
import type { Transition } from './transition.ts'

/** Takes a transition and lets what it set in motion come to rest. */
export async function take(run: Run, transition: Transition): Promise<Executed> {
  const event = run.begin(transition, causesOf(run, transition))
  if (transition.kind === 'turn') {
    transition.turn.wake()
    await rest()
    // A foreign call holds everything up, so that it takes no time.
    while (run.outside > 0) {
      await breathe()
      await rest()
    }
  } else commit(run, transition)
  run.end()
  return event
}

function causesOf(run: Run, transition: Transition): readonly number[] {
  switch (transition.kind) {
    case 'turn':
      return transition.turn.causes
    case 'meet':
      return [transition.writer.since, transition.reader.since]
    case 'expire':
      return [run.timerKeys.get(transition.timer)!.event]
    default:
      return [transition.party.since]
  }
}

function commit(run: Run, transition: Exclude<Transition, { kind: 'turn' }>): void {
  switch (transition.kind) {
    case 'meet': {
      const { writer, reader, from, to } = transition
      const { channel } = from
      run.touched(channel, 'shared')
      if (run.fifo) run.touched(channel, 'exclusive')
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
      return
    }
    case 'put': {
      const { channel, offer } = transition.place
      run.touched(channel, 'shared')
      run.touched(channel.buffer!, 'exclusive')
      run.answer(transition.party)
      run.stored(channel, transition.party.key)
      channel.putBuffered(channel.buffer!, offer.value, offer)
      offer.deliver(undefined)
      return
    }
    case 'take': {
      const { channel, offer } = transition.place
      run.touched(channel, 'shared')
      run.touched(channel.buffer!, 'exclusive')
      run.answer(transition.party)
      run.observe(run.removed(channel))
      offer.deliver(channel.takeBuffered(channel.buffer!, offer))
      return
    }
    case 'ready': {
      const one = transition.party.ready!
      one.selection.takeReady(one)
      return
    }
    case 'expire':
      run.now = Math.max(run.now, transition.timer.deadline)
      timers.expire(transition.timer)
  }
}
