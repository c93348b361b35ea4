/** Moving through a recording: step by step, or played at the speed at which it happened. */
import { post } from './control.ts'
import { touch } from './frames.ts'
import { history, isTimeless, paused, playing, position, steppedFrom } from './session.ts'

/** A recording plays in at least this many milliseconds and at most that many, whatever it took. */
const SHORTEST = 4000
const LONGEST = 60_000

let lastClock: number | undefined
/** How far the recording has been played. */
let played = 0

/** The place of an event on the way: its time, or its number where no time passes, as in a counterexample. */
function placeOf({ sequence, time }: { readonly sequence: number; readonly time: number }): number {
  return isTimeless.value ? sequence : time
}

export function goTo(sequence: number): void {
  position.value = Math.max(history.first, Math.min(sequence, history.head.sequence))
  touch()
}

/** Follows the newest event again. */
export function goLive(): void {
  playing.value = false
  position.value = undefined
  touch()
}

/** One event back or on. At the newest event of a held program, a step on lets it do one more. */
export function step(direction: 1 | -1): void {
  playing.value = false
  const at = position.value ?? history.head.sequence
  if (direction > 0 && at >= history.head.sequence) {
    position.value = undefined
    if (!paused.value) return
    steppedFrom.value = history.head.sequence
    void post('step')
    return
  }
  goTo(history.neighbour(at, direction))
}

export function togglePlay(): void {
  if (playing.value) {
    playing.value = false
    return
  }
  // From the end, playing begins anew.
  if (position.value === undefined || position.value >= history.head.sequence) goTo(history.first)
  lastClock = undefined
  played = placeOf(history.stateAt(position.value as number))
  playing.value = true
}

/** Called in each frame while a recording plays; `clock` in milliseconds. */
export function advance(clock: number): void {
  const elapsed = lastClock === undefined ? 0 : clock - lastClock
  lastClock = clock
  const from = placeOf(history.stateAt(history.first))
  const length = Math.max(placeOf(history.head) - from, 0.001)
  const wanted = Math.min(Math.max(length, SHORTEST), LONGEST)
  played += (elapsed * length) / wanted

  let at = position.value ?? history.first
  for (;;) {
    const next = history.neighbour(at, 1)
    if (next <= at) break
    const [event] = history.between(next, next)
    if (!event || placeOf(event) > played) break
    at = next
  }
  position.value = at
  if (at >= history.head.sequence) {
    playing.value = false
    position.value = undefined
  }
}
