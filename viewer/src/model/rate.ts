/**
 * Rates as decaying averages: one number and one time each, so that a state rebuilt in the middle of a
 * recording knows the rates of that moment without looking back.
 */

/** How far an average reaches back, in milliseconds. */
const WINDOW = 1000

interface Decaying {
  rate: number
  rateTime: number
}

/**
 * Counts communications up to `time` (milliseconds). Several at once are those of a stretch that was left out: they
 * are taken as evenly spread over the time since the last one.
 */
export function count(average: Decaying, time: number, several = 1): void {
  const windows = Math.max(0, time - average.rateTime) / WINDOW
  const decayed = several === 1 || windows === 0 ? 1 : (1 - Math.exp(-windows)) / windows
  average.rate = rateAt(average, time) + (several * decayed * 1000) / WINDOW
  average.rateTime = Math.max(average.rateTime, time)
}

/** Communications a second as seen at `time` (milliseconds). */
export function rateAt(average: Readonly<Decaying>, time: number): number {
  const elapsed = time - average.rateTime
  return elapsed <= 0 ? average.rate : average.rate * Math.exp(-elapsed / WINDOW)
}
