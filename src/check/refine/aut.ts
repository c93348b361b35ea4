/**
 * Aldebaran's .aut, the lingua franca of explicit transition systems (CADP's `aut` manual page;
 * mCRL2 reads and writes it too):
 *
 *   des (0, <transitions>, <states>)
 *   (0, "left.0", 1)
 */
import { TAU, TICK } from './event.ts'
import type { TransitionSystem } from './explore.ts'

/** How the two special labels are written. */
export interface AutOptions {
  /** The silent action: `i` in CADP (default), `tau` in mCRL2. */
  readonly silent?: string
  /** Successful termination: `exit` in CADP (default), `Terminate` in mCRL2. */
  readonly termination?: string
}

/**
 * A transition system in Aldebaran format.
 *
 * @throws RangeError when an event contains a double quote or a line break: the format has no
 * escape for them.
 */
export function toAut(system: TransitionSystem, options: AutOptions = {}): string {
  const { silent = 'i', termination = 'exit' } = options
  const written = (label: string): string => {
    if (label === TAU) return silent
    if (label === TICK) return termination
    if (label === silent || label === termination) {
      throw new RangeError(
        `event '${label}' would be read as a special label: rename it, or choose another ` +
          `with toAut(system, { silent: 'tau' })`,
      )
    }
    if (/["\r\n]/.test(label)) {
      throw new RangeError(`event ${JSON.stringify(label)} cannot be written in .aut: rename it`)
    }
    return `"${label}"`
  }
  const lines = system.transitions.map(
    ({ source, label, target }) => `(${source}, ${written(label)}, ${target})`,
  )
  return [`des (0, ${lines.length}, ${system.states})`, ...lines, ''].join('\n')
}
