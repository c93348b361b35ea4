/**
 * A clock that is cheap enough to stamp every event of a network that communicates millions of times a second.
 *
 * Reading the system's clock costs as much as half a communication between two fibers. So the time is read
 * anew only every few stamps, and the stamps between share it. How many share is adapted: when two readings
 * lie further apart than their stamps deserve (a process computed for a while), every stamp reads the clock.
 * A reading also expires at the end of its turn of the event loop, since a program may sleep there.
 */

const MOST_SHARED = 16
/** Stamps share a reading while they follow each other this closely, in milliseconds. */
const CLOSE = 0.005

export interface SampledClock {
  /** Milliseconds since the clock was made; never less than the stamp before. */
  stamp(): number
  /** The exact time, for a report. */
  read(): number
}

/**
 * @param now milliseconds from any origin
 * @param endOfTurn calls back once after the present turn of the event loop. It need not keep the program
 * alive: a program that ends there makes no more stamps.
 */
export function sampledClock(
  now: () => number,
  endOfTurn?: (callback: () => void) => void,
): SampledClock {
  const origin = now()
  let latest = 0
  let shared = 1
  let left = 0
  let awaitingEnd = false

  const expire = () => {
    awaitingEnd = false
    left = 0
  }

  function read(): number {
    // A clock that is set back must not turn the order of events round.
    latest = Math.max(latest, now() - origin)
    return latest
  }

  return {
    stamp() {
      if (--left > 0) return latest
      const before = latest
      const time = read()
      shared = time - before > shared * CLOSE ? 1 : Math.min(shared * 2, MOST_SHARED)
      // Without an end of turn to expire at, no reading is ever shared.
      left = endOfTurn === undefined ? 0 : shared
      if (!awaitingEnd && endOfTurn !== undefined) {
        awaitingEnd = true
        endOfTurn(expire)
      }
      return time
    },
    read,
  }
}
