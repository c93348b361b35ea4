/**
 * The properties that need no specification: freedom from deadlock and from divergence, and
 * determinism (FDR's `:[deadlock free [F]]`, `:[divergence free [FD]]`, `:[deterministic [FD]]`).
 */
import { Divergences } from './divergence.ts'
import { includes } from './normalise.ts'
import type { Process } from './process.ts'
import { type Finding, type Node, type Question, search } from './search.ts'
import { Semantics } from './semantics.ts'
import {
  acceptance,
  type Label,
  type State,
  TAU_LABEL,
  TICK_LABEL,
  type Universe,
} from './universe.ts'
import { type CheckOptions, DEFAULT_LIMIT, type Verdict } from './verdict.ts'

/**
 * Whether the process never comes to rest offering nothing. Termination is no deadlock, and a
 * divergence is none either: check that apart.
 */
export function deadlockFree(process: Process, options: CheckOptions = {}): Verdict {
  return everyState(
    process,
    options,
    ({ terminated }) =>
      state =>
        state.steps.length === 0 && state !== terminated
          ? trace => ({ kind: 'deadlock', trace })
          : undefined,
  )
}

/** Whether the process never performs silent steps for ever. */
export function divergenceFree(process: Process, options: CheckOptions = {}): Verdict {
  const divergences = new Divergences()
  return everyState(
    process,
    options,
    () => state =>
      divergences.diverges(state) ? trace => ({ kind: 'divergence', trace }) : undefined,
  )
}

function everyState(
  process: Process,
  options: CheckOptions,
  inspection: (universe: Universe) => (state: State) => Finding | undefined,
): Verdict {
  const semantics = new Semantics(options.limit ?? DEFAULT_LIMIT)
  return search(semantics.universe, () => {
    const inspect = inspection(semantics.universe)
    const anything = { id: 0 }
    const question: Question<Node> = {
      initial: anything,
      inspect: (_, state) => inspect(state),
      after: () => anything,
      forbidden: () => {
        throw new Error('unreachable: every event is allowed')
      },
    }
    return { question, state: semantics.state(process) }
  })
}

/**
 * Whether the process is deterministic: it never diverges, and never may both perform and refuse
 * an event after the same trace (Roscoe's failures-divergences determinism, TPC chapter 9).
 *
 * The method is Lazić's and Roscoe's: resolve every silent choice in one arbitrary way. The result
 * is deterministic, and the process is so exactly when it refines it: pairs, not sets of states.
 */
export function deterministic(process: Process, options: CheckOptions = {}): Verdict {
  const semantics = new Semantics(options.limit ?? DEFAULT_LIMIT)
  const { universe } = semantics
  const divergences = new Divergences()
  return search(universe, () => {
    const state = semantics.state(process)
    return { question: determinism(universe, divergences, state), state }
  })
}

/** The specification is the process itself with its choices resolved: each node is one state of it. */
function determinism(universe: Universe, divergences: Divergences, start: State): Question<State> {
  const ambiguous =
    (label: Label): Finding =>
    trace => ({ kind: 'nondeterminism', trace, event: universe.name(label) })
  return {
    initial: representative(start, divergences),
    after: (node, label) => {
      const step = node.steps.find(each => each.label === label)
      return step && representative(step.target, divergences)
    },
    forbidden: (_, label) => ambiguous(label),
    inspect(node, state) {
      if (divergences.diverges(state)) return trace => ({ kind: 'divergence', trace })
      const accepted = acceptance(state)
      const offered = initials(node)
      if (accepted === undefined || includes(accepted, offered)) return undefined
      return ambiguous(offered.find(label => !accepted.has(label)) as Label)
    },
  }
}

/** The state that a process settles in when silent choices go one way: the first. */
function representative(state: State, divergences: Divergences): State {
  let at = state
  // A divergent state never settles; the search reports it when it visits the pair.
  while (!divergences.diverges(at) && !at.steps.some(({ label }) => label === TICK_LABEL)) {
    const silent = at.steps.find(({ label }) => label === TAU_LABEL)
    if (silent === undefined) break
    at = silent.target
  }
  return at
}

function initials(state: State): Label[] {
  return state.steps.map(({ label }) => label).filter(label => label !== TAU_LABEL)
}
