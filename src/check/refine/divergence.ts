/**
 * A state diverges when silent steps alone lead to a cycle of silent steps (finite branching makes
 * this equal to an endless silent run, for systems of finitely many states; TPC chapter 8).
 */
import { type State, TAU_LABEL } from './universe.ts'

/** Remembers, for the states of one check, which diverge. */
export class Divergences {
  private readonly known = new Map<State, boolean>()

  /** Depth-first along silent steps, without recursion: hidden runs can be long. */
  diverges(state: State): boolean {
    const known = this.known.get(state)
    if (known !== undefined) return known
    const path: Frame[] = [frame(state)]
    const onPath = new Set([state])
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.silent[top.next++]
      // No way left: every silent run from here ends, and the state leaves the path. Else a cycle, or
      // a way into one: everything on the path leads there. Else one step deeper.
      if (next === undefined) {
        this.known.set(top.state, false)
        onPath.delete(top.state)
        path.pop()
      } else if (onPath.has(next) || this.known.get(next) === true) {
        for (const frame of path) this.known.set(frame.state, true)
        return true
      } else if (!this.known.has(next)) {
        path.push(frame(next))
        onPath.add(next)
      }
    }
    return false
  }
}

interface Frame {
  readonly state: State
  readonly silent: readonly State[]
  next: number
}

function frame(state: State): Frame {
  const silent = state.steps.filter(({ label }) => label === TAU_LABEL)
  return { state, silent: silent.map(({ target }) => target), next: 0 }
}
