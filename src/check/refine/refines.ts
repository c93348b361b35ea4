/**
 * Refinement: everything the implementation may do, the specification may do.
 */
import { includes, type Model, NormalForm, type NormalNode } from './normalise.ts'
import type { Process } from './process.ts'
import { type Finding, type Question, search } from './search.ts'
import { Semantics } from './semantics.ts'
import { acceptance, type Label, type State, type Universe } from './universe.ts'
import { type CheckOptions, DEFAULT_LIMIT, type Verdict } from './verdict.ts'

/**
 * Whether `specification ⊑ implementation` in a model (FDR's `SPEC [T= IMPL`, `[F=`, `[FD=`):
 *
 * - `traces`: it performs no sequence of events that the specification does not (safety);
 * - `failures`: nor refuses, at rest, what the specification must accept (stable failures);
 * - `failures-divergences`: nor diverges where the specification does not (Roscoe's model 𝒩).
 *
 * A failed check carries a counterexample whose trace is a shortest one. Both processes must be
 * finite-state for `holds`; a check that needs more than `options.limit` states says so.
 *
 * @throws Error when a definition calls itself before its first step.
 */
export function refines(
  specification: Process,
  implementation: Process,
  model: Model,
  options: CheckOptions = {},
): Verdict {
  const semantics = new Semantics(options.limit ?? DEFAULT_LIMIT)
  return search(semantics.universe, () => {
    const form = new NormalForm(semantics.state(specification), model)
    const question = refinement(semantics.universe, form)
    return { question, state: semantics.state(implementation) }
  })
}

function refinement(universe: Universe, form: NormalForm): Question<NormalNode> {
  const names = (labels: Iterable<Label>) => Array.from(labels, label => universe.name(label))
  return {
    initial: form.initial,
    constrains: node => !node.divergent,
    after: (node, label) => form.after(node, label),
    forbidden: (node, label) => trace => ({
      kind: 'forbidden event',
      trace,
      event: universe.name(label),
      allowed: names(node.initials),
    }),
    inspect(node, state) {
      if (form.model === 'traces') return undefined
      if (form.model === 'failures-divergences' && form.divergences.diverges(state)) {
        return trace => ({ kind: 'divergence', trace })
      }
      return refusal(node, state, names)
    },
  }
}

function refusal(
  node: NormalNode,
  state: State,
  names: (labels: Iterable<Label>) => string[],
): Finding | undefined {
  const offered = acceptance(state)
  if (offered === undefined) return undefined
  if (node.acceptances.some(accepted => includes(offered, accepted))) return undefined
  return trace => ({
    kind: 'refusal',
    trace,
    offered: names(offered),
    refused: names(node.initials.filter(label => !offered.has(label))),
    required: node.acceptances.map(names),
  })
}
