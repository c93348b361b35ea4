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
  | { readonly hocket: 'held'; readonly paused: boolean }

/** What the server asks of the program. */
export interface FeedRequest {
  readonly hocket: 'again' | Action
}

/** Sends everything, and everything again when asked to. The connection does not keep the program running. */
export function feed({ listen }: Observation): void {
  if (process.send === undefined) return
  const send = (message: FeedMessage) => process.send?.(message, undefined, {}, () => {})
  let subscription: Subscription
  const begin = () => {
    let first = true
    subscription = listen(({ events, missed }) => {
      send({ hocket: 'events', events, anew: first || missed > 0 })
      first = false
    }, INTERVAL)
  }
  begin()
  process.on('message', (request: Partial<FeedRequest>) => {
    const { hocket = '' } = request
    if (hocket === 'again') {
      subscription.stop()
      begin()
    } else if (isAction(hocket)) {
      actions[hocket]()
      send({ hocket: 'held', paused: isHeld() })
    }
  })
  process.channel?.unref()
  process.on('exit', () => subscription.flush())
}
