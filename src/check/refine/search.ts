/**
 * Breadth-first search over pairs (specification node, implementation state), FDR's method (TPC
 * appendix C; UCS chapter 8), by the number of VISIBLE events: silent steps cost nothing, so the first
 * violation found has a shortest trace.
 */
import type { Event } from './event.ts'
import { type Label, type State, StateLimit, TAU_LABEL, type Universe } from './universe.ts'
import type { Counterexample, Verdict } from './verdict.ts'

/** A node of a specification as the search needs it. */
export interface Node {
  readonly id: number
}

/** What a search asks at every pair. */
export interface Question<N extends Node> {
  readonly initial: N
  /** Whether the pair itself is a violation; the search adds the trace. */
  inspect(node: N, state: State): Finding | undefined
  /** False where anything is allowed from here on: the search looks no further. */
  constrains?(node: N): boolean
  /** The node after an event, or undefined where the specification forbids it. */
  after(node: N, label: Label): N | undefined
  /** What a forbidden event means; the trace leads to the node, before the event. */
  forbidden(node: N, label: Label): Finding
}

/** A counterexample still without its trace. */
export type Finding = (trace: readonly Event[]) => Counterexample

interface Pair<N> {
  readonly node: N
  readonly state: State
  /** How the pair was first reached; undefined at the start. */
  readonly from: Pair<N> | undefined
  readonly label: Label
}

/** Visits every pair once; never throws for a bound: that is the verdict `not exhausted`. */
export function search<N extends Node>(
  universe: Universe,
  start: () => { question: Question<N>; state: State },
): Verdict {
  const visited = new Set<number>()
  const effort = () => ({ visited: visited.size, states: universe.size })
  try {
    const { question, state } = start()
    const first: Pair<N> = { node: question.initial, state, from: undefined, label: TAU_LABEL }
    const counterexample = breadthFirst(universe, question, first, visited)
    return counterexample === undefined
      ? { verdict: 'holds', effort: effort() }
      : { verdict: 'fails', counterexample, effort: effort() }
  } catch (error) {
    if (!(error instanceof StateLimit)) throw error
    return { verdict: 'not exhausted', limit: universe.limit, effort: effort() }
  }
}

function breadthFirst<N extends Node>(
  universe: Universe,
  question: Question<N>,
  first: Pair<N>,
  visited: Set<number>,
): Counterexample | undefined {
  for (let level: Pair<N>[] = [first]; level.length > 0; ) {
    // A pair met by a visible event is not yet visited: a silent way may reach it in this level.
    const nextLevel: Pair<N>[] = []
    const awaiting = new Set<number>()
    let forbidden: (() => Counterexample) | undefined
    // The level grows while it is walked: silent steps stay in it.
    for (const pair of level) {
      const key = keyOf(pair)
      if (visited.has(key)) continue
      visited.add(key)
      const { node, state } = pair
      if (question.constrains?.(node) === false) continue
      const finding = question.inspect(node, state)
      if (finding !== undefined) return finding(traceTo(universe, pair))
      for (const { label, target } of state.steps) {
        const node2 = label === TAU_LABEL ? node : question.after(node, label)
        if (node2 === undefined) {
          // One event further than this level: a violation within the level would be shorter.
          forbidden ??= () => question.forbidden(node, label)(traceTo(universe, pair))
          continue
        }
        const next = { node: node2, state: target, from: pair, label }
        const nextKey = keyOf(next)
        if (visited.has(nextKey)) continue
        if (label === TAU_LABEL) level.push(next)
        else if (!awaiting.has(nextKey)) {
          awaiting.add(nextKey)
          nextLevel.push(next)
        }
      }
    }
    if (forbidden !== undefined) return forbidden()
    level = nextLevel
  }
  return undefined
}

/** State ids stay below 2^26 (the limit is far lower) and node ids below 2^27: exact in a double. */
function keyOf<N extends Node>({ node, state }: Pair<N>): number {
  return node.id * 0x4000000 + state.id
}

function traceTo<N>(universe: Universe, pair: Pair<N>): readonly Event[] {
  const trace: Event[] = []
  for (let at: Pair<N> | undefined = pair; at !== undefined; at = at.from) {
    if (at.label !== TAU_LABEL) trace.push(universe.name(at.label))
  }
  return trace.reverse()
}
