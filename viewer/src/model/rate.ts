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

/** Counts one more communication at `time` (milliseconds). */
export function count(average: Decaying, time: number): void {
  average.rate = rateAt(average, time) + 1000 / WINDOW
  average.rateTime = Math.max(average.rateTime, time)
}

/** Communications a second as seen at `time` (milliseconds). */
export function rateAt(average: Readonly<Decaying>, time: number): number {
  const elapsed = time - average.rateTime
  return elapsed <= 0 ? average.rate : average.rate * Math.exp(-elapsed / WINDOW)
}
