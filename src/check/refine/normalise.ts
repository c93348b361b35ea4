/**
 * Normalisation: a specification as a deterministic machine (TPC appendix C, UCS chapter 8). Each node
 * stands for all the states that the process may be in after a trace; silent steps are closed over,
 * and what matters of the states is summed up: what may happen next, the minimal acceptances, and
 * whether one of them diverges. Nodes are built only as the search, or a monitor, asks for them.
 */
import { Divergences } from './divergence.ts'
import { acceptance, type Label, type State, TAU_LABEL } from './universe.ts'

/** The semantic models: what of a process is compared. */
export type Model = 'traces' | 'failures' | 'failures-divergences'

/** The specification after a trace. */
export interface NormalNode {
  readonly id: number
  /** The visible labels that may come next, ✓ included. */
  readonly initials: readonly Label[]
  /** Of each resting state, what it accepts; only the minimal sets. Empty in the traces model. */
  readonly acceptances: readonly ReadonlySet<Label>[]
  /** Failures-divergences only: anything at all is allowed from here on. */
  readonly divergent: boolean
  readonly states: readonly State[]
}

/** The lazy normal form of a process in a model. */
export class NormalForm {
  readonly initial: NormalNode
  readonly model: Model
  readonly divergences: Divergences
  private readonly nodes = new Map<string, NormalNode>()
  private readonly successors = new Map<NormalNode, Map<Label, NormalNode | undefined>>()

  constructor(state: State, model: Model, divergences = new Divergences()) {
    this.model = model
    this.divergences = divergences
    this.initial = this.node([state])
  }

  /** The node after one more event, or undefined when no trace continues so. */
  after(node: NormalNode, label: Label): NormalNode | undefined {
    let successors = this.successors.get(node)
    if (successors === undefined) {
      successors = new Map()
      this.successors.set(node, successors)
    }
    if (!successors.has(label)) successors.set(label, this.step(node, label))
    return successors.get(label)
  }

  private step(node: NormalNode, label: Label): NormalNode | undefined {
    const targets = new Set<State>()
    for (const state of node.states) {
      for (const step of state.steps) if (step.label === label) targets.add(step.target)
    }
    return targets.size === 0 ? undefined : this.node(targets)
  }

  /** Equal sets of states are one node: a finite process has a finite, if sometimes large, form. */
  private node(states: Iterable<State>): NormalNode {
    const closed = silentClosure(states)
    const key = closed.map(({ id }) => id).join()
    let node = this.nodes.get(key)
    if (node === undefined) {
      node = {
        id: this.nodes.size,
        initials: initialsOf(closed),
        acceptances: this.model === 'traces' ? [] : minimalAcceptances(closed),
        divergent:
          this.model === 'failures-divergences' &&
          closed.some(state => this.divergences.diverges(state)),
        states: closed,
      }
      this.nodes.set(key, node)
    }
    return node
  }
}

function silentClosure(states: Iterable<State>): readonly State[] {
  // A Set iterates over what is added meanwhile.
  const closure = new Set(states)
  for (const state of closure) {
    for (const { label, target } of state.steps) if (label === TAU_LABEL) closure.add(target)
  }
  return [...closure].sort((a, b) => a.id - b.id)
}

function initialsOf(states: readonly State[]): readonly Label[] {
  const initials = new Set<Label>()
  for (const { steps } of states) {
    for (const { label } of steps) if (label !== TAU_LABEL) initials.add(label)
  }
  return [...initials]
}

/** A larger acceptance allows nothing that a smaller one does not: refusals are closed downwards. */
function minimalAcceptances(states: readonly State[]): readonly ReadonlySet<Label>[] {
  const minimal: ReadonlySet<Label>[] = []
  const bySize = states
    .map(acceptance)
    .filter(set => set !== undefined)
    .sort((a, b) => a.size - b.size)
  for (const set of bySize) {
    if (!minimal.some(smaller => includes(set, smaller))) minimal.push(set)
  }
  return minimal
}

/** Whether every label of `part` is in `whole`. */
export function includes(whole: ReadonlySet<Label>, part: Iterable<Label>): boolean {
  for (const label of part) if (!whole.has(label)) return false
  return true
}
