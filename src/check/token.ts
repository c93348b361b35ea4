/**
 * Replay tokens: a schedule as text, short enough to be pasted into an issue.
 *
 * Only the choices that differ from the default are written down, each with the number of choices since the last
 * one: `h1-4.1-0.2~1r`, where the last part tells whether the program is still the one that the token was made for.
 */
const FORMAT = 'h1'

export function toToken(decisions: readonly number[], fingerprint: number): string {
  const parts = [FORMAT]
  let last = -1
  for (const [step, decision] of decisions.entries()) {
    if (decision === 0) continue
    parts.push(`${(step - last - 1).toString(36)}.${decision.toString(36)}`)
    last = step
  }
  return `${parts.join('-')}~${fingerprint.toString(36)}`
}

/**
 * Reads a token.
 *
 * @throws TypeError for text that is none
 */
export function fromToken(token: string): { decisions: number[]; fingerprint: number } {
  const [schedule = '', fingerprint = ''] = token.trim().split('~')
  const [format, ...parts] = schedule.split('-')
  const decisions: number[] = []
  for (const part of parts) {
    const [gap, decision] = part.split('.').map(text => Number.parseInt(text, 36))
    if (gap === undefined || decision === undefined || !(gap >= 0) || !(decision > 0))
      throw notAToken(token)
    for (let left = gap; left > 0; left--) decisions.push(0)
    decisions.push(decision)
  }
  const print = Number.parseInt(fingerprint, 36)
  if (format !== FORMAT || Number.isNaN(print)) throw notAToken(token)
  return { decisions, fingerprint: print }
}

function notAToken(token: string): TypeError {
  return new TypeError(
    `'${token}' is not a replay token: it looks like h1-4.1-0.2~1r, as a failed check printed it`,
  )
}

/** A number that tells schedules apart (FNV-1a, 32 bits). */
export function fingerprintOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
