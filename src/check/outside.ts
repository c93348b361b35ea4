/**
 * What a program under check has under way outside of the library: timers of the platform that its processes have
 * set, and whatever else Node waits for.
 *
 * None of it can be scheduled. It is looked at where a program seems to be stuck: what it waits for may still come
 * from there, and then it is not deadlocked.
 */
import process from 'node:process'
import type { Run } from './run.ts'

// Taken before a program under check can replace it.
const { clearTimeout } = globalThis

type Callback = (this: unknown, ...given: unknown[]) => void
type SetTimer = (callback: Callback, delay?: number, ...given: unknown[]) => object

/** Lets the timers of the platform tell the run who sets them; the function returned puts the plain ones back. */
export function watchTimers(running: () => Run | null): () => void {
  const plain = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
  }
  const clear = (timer: unknown): void => {
    running()?.alarms.delete(timer as object)
    plain.clearTimeout(timer as NodeJS.Timeout)
  }
  Object.assign(globalThis, {
    setTimeout: watched(plain.setTimeout as SetTimer, running, run => !run.foreign),
    setInterval: watched(plain.setInterval as SetTimer, running, () => false),
    clearTimeout: clear,
    clearInterval: clear,
  })
  return () => Object.assign(globalThis, plain)
}

/** Stops what a run has set: going off in a later run it would disturb that. */
export function stopTimers({ alarms }: Run): void {
  for (const timer of alarms.keys()) clearTimeout(timer as NodeJS.Timeout)
  alarms.clear()
}

/** @param isOver whether a timer that has gone off need not be known any longer */
function watched(
  set: SetTimer,
  running: () => Run | null,
  isOver: (run: Run) => boolean,
): SetTimer {
  const begin: SetTimer = (callback, delay, ...given) => {
    const run = running()
    // What a call within `io` sets is part of that call.
    if (run === null || run.step.task === null || run.outside > 0)
      return set(callback, delay, ...given)
    const goOff: Callback = function (...values) {
      callback.apply(this, values)
      if (isOver(run)) run.alarms.delete(timer)
    }
    const timer = set(goOff, delay, ...given)
    run.alarms.set(timer, run.step.task)
    return timer
  }
  // Among its properties is what `promisify` gives in its place.
  return Object.defineProperties(begin, Object.getOwnPropertyDescriptors(set))
}

/** How much Node waits for, by kind: timers, files, sockets. */
export function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo?.() ?? [])
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** Whether Node waits for something that it did not wait for before. */
export function isBusier(before: ReadonlyMap<string, number>): boolean {
  return [...resources()].some(([kind, count]) => count > (before.get(kind) ?? 0))
}
