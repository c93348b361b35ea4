/**
 * The user comes first: for a moment after each input, what moves by itself holds still, so that the frame
 * that answers the input has nothing else to draw.
 */

/** Milliseconds after an input in which its answer is expected. */
const MOMENT = 150

let lastInput = -Infinity

/** Whether an answer to the user is due at this time (milliseconds, the clock of `performance.now`). */
export function isAttending(clock: number): boolean {
  return clock - lastInput < MOMENT
}

for (const kind of ['pointerdown', 'keydown', 'wheel', 'input']) {
  addEventListener(kind, () => (lastInput = performance.now()), { capture: true, passive: true })
}
