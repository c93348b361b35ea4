/**
 * Taking a transition, and letting what it set in motion come to rest.
 */
import { commit } from './commit.ts'
import type { Executed } from './executed.ts'
import { breathe, rest } from './loop.ts'
import type { Run } from './run.ts'
import type { Transition } from './transition.ts'

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
