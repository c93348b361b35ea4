/**
 * The program's side of the live view: sends what happens to the process that serves the page.
 */

import { type Action, actions, isAction, isHeld } from '../trace/hold.ts'
import type { Observation } from '../trace/record.ts'
import type { Batch, Subscription } from '../trace/stream.ts'

/** Milliseconds between batches. */
const INTERVAL = 50

/** What the program tells the server. */
export type FeedMessage =
  | {
      readonly hocket: 'events'
      readonly events: Batch['events']
      /** True when the events are all that is known, from the beginning. */
      readonly anew: boolean
    }
  | {
      readonly hocket: 'held'
      readonly paused: boolean
      /** True after a step that nobody could make. */
      readonly idle: boolean
    }

/** What the server asks of the program. */
export interface FeedRequest {
  readonly hocket: 'again' | Action
}

/**
 * Sends everything, and everything again when asked to. The connection does not keep the program running.
 *
 * A batch that comes while the one before has not been taken is left out, and what is known then is sent anew: a
 * program that is faster than the server would otherwise be shown as it was long ago, and pausing it would show nothing.
 */
export function feed({ listen }: Observation): void {
  if (process.send === undefined) return
  const send = (message: FeedMessage, taken = () => {}) =>
    process.send?.(message, undefined, {}, taken)
  let subscription: Subscription
  let isUntaken = false
  let isBehind = false
  const taken = () => {
    isUntaken = false
    if (isBehind) again()
  }
  const again = () => {
    subscription.stop()
    begin()
  }
  const begin = () => {
    let first = true
    isBehind = false
    subscription = listen(({ events, missed }) => {
      isBehind ||= isUntaken
      if (isBehind) return
      isUntaken = true
      send({ hocket: 'events', events, anew: first || missed > 0 }, taken)
      first = false
    }, INTERVAL)
  }
  begin()
  process.on('message', (request: Partial<FeedRequest>) => {
    const { hocket = '' } = request
    if (hocket === 'again') again()
    else if (isAction(hocket)) {
      const idle = actions[hocket]() === false
      send({ hocket: 'held', paused: isHeld(), idle })
    }
  })
  process.channel?.unref()
  process.on('exit', () => {
    isUntaken = false
    if (isBehind) again()
    subscription.flush()
  })
}
