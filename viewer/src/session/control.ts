/** Control of the live program, by POST. What became of it comes back as a `control` event. */
import { touch } from './frames.ts'
import { link, paused, steppedFrom, trouble } from './session.ts'

/** The secret in the page's address, which the program asks for in every request. */
export const token = new URLSearchParams(location.search).get('token')

/** Holds, steps or lets run the live program. */
export async function post(action: 'pause' | 'step' | 'resume'): Promise<void> {
  if (link.value !== 'open' || token === null) return
  // Before it is asked: what is to be said of the step may arrive ahead of the answer.
  trouble.value = undefined
  try {
    const answer = await fetch(`/${action}?token=${encodeURIComponent(token)}`, { method: 'POST' })
    if (!answer.ok) trouble.value = `the program refused to ${action} (${answer.status})`
    // Shown at once, so that the button answers; the event that follows has the last word.
    if (answer.ok && action !== 'step') {
      paused.value = action === 'pause'
      steppedFrom.value = undefined
    }
  } catch {
    trouble.value = `could not ${action}: the program does not answer`
  }
  touch()
}
