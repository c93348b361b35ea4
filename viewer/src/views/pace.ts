/**
 * A pace for drawings that few look at while everything moves: they follow a live network at their own pace,
 * and at once whatever the user does.
 */
import { link, position, view } from '../session/session.ts'

/** Says whether to draw now. A live view comes again by itself, so what is left out is drawn later. */
export function pace(interval: () => number): (reason: string) => boolean {
  let drawnAt = -Infinity
  let drawnFor: string | undefined
  return reason => {
    const clock = performance.now()
    const following = link.value === 'open' && position.value === undefined
    if (following && reason === drawnFor && clock - drawnAt < interval()) return false
    drawnAt = clock
    drawnFor = reason
    return true
  }
}

/** Above this rate (events a second) nobody can read single events: milliseconds between drawings of them. */
const FAST = 300

export function readingPace(): number {
  return view.peek().eventRate > FAST ? 500 : 0
}
