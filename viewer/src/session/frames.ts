/**
 * The frame loop: events that have arrived are taken in with a budget in each frame, so that input and
 * drawing get their turn however fast the network runs; the view is made anew a few times a second.
 */
import type { TraceEvent } from '../../../src/trace/events.ts'
import { isAttending } from './attention.ts'
import { link, playing, position, refresh, take, takeAnew, view } from './session.ts'

/** Milliseconds of a frame that may go into taking events in. */
const BUDGET = 5
const ATTENDING_BUDGET = 2
/** Milliseconds between two refreshes of the view; more where it changes too fast to be read. */
const INTERVAL = 120
const FAST_INTERVAL = 200
const ATTENDING_INTERVAL = 600
/** Events a second from which that is so. */
const FAST = 2000
const SLICE = 500
/** A hidden page gets no frames: past this backlog events are taken in as they arrive. */
const BACKLOG = 50_000

const backlog: { events: readonly TraceEvent[]; anew: boolean }[] = []
let waiting = 0
let refreshedAt = 0
let dirty = true

/** Hands events over for the next frames; `anew` if others were left out before them. */
export function enqueue(events: readonly TraceEvent[], anew = false): void {
  backlog.push({ events, anew })
  waiting += events.length
  dirty = true
  if (waiting > BACKLOG) drain(Infinity)
}

/** Takes in everything that waits: for a file, that shall be there at once. */
export function flush(): void {
  drain(Infinity)
  refresh()
}

/** Forgets what waits: it belongs to a recording that is no longer shown. */
export function discard(): void {
  backlog.length = 0
  waiting = 0
}

/** Asks for a refresh with the next frame. */
export function touch(): void {
  dirty = true
  refreshedAt = -Infinity
}

/** `advance` moves a recording that plays; it is called in each frame while one does. */
export function startFrames(advance: (clock: number) => void): void {
  const frame = (clock: number) => {
    const attending = isAttending(clock)
    drain(attending ? ATTENDING_BUDGET : BUDGET)
    if (playing.value) {
      advance(clock)
      dirty = true
    }
    // A live network is redrawn even when silent, since its rates sink; a still picture costs nothing.
    const alive = link.value === 'open' && position.value === undefined
    const usual = view.peek().eventRate > FAST ? FAST_INTERVAL : INTERVAL
    // While the user is being answered, only what was asked for is drawn; but never for long.
    const interval = attending ? ATTENDING_INTERVAL : usual
    if ((dirty || alive) && clock - refreshedAt >= interval) {
      refreshedAt = clock
      dirty = false
      refresh()
    }
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}

function drain(budget: number): void {
  const start = performance.now()
  while (backlog.length > 0) {
    const { events, anew } = backlog.shift() as (typeof backlog)[number]
    if (anew) {
      // At once, for half of what still holds would be a wrong picture.
      takeAnew(events)
      waiting -= events.length
      continue
    }
    for (let at = 0; at < events.length; at += SLICE) {
      if (performance.now() - start > budget) {
        backlog.unshift({ events: events.slice(at), anew })
        return
      }
      const slice = events.slice(at, at + SLICE)
      take(slice)
      waiting -= slice.length
    }
  }
}
