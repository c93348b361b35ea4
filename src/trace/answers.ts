/**
 * Who waits for the answer to a call that was accepted: in no queue of the engine, but the call channel knows.
 */
import type { ChannelCore } from '../core/channel.ts'
import { known } from '../core/known.ts'
import type { Offer } from '../core/queue.ts'
import { ANSWER } from './events.ts'
import type { Waiting } from './places.ts'

/** Each with the channel on which it has called. */
export function awaitedAnswers(): Map<Offer, ChannelCore> {
  const answers = new Map<Offer, ChannelCore>()
  for (const { answerable, writer } of known.calls.present)
    for (const caller of answerable) answers.set(caller, writer.core)
  return answers
}

/** Only processes answer calls, so the guard is one on the channel. */
export const waitingForAnswer = (channel: number): Waiting => ({
  operation: 'wait',
  guards: [{ channel, key: ANSWER }],
})
