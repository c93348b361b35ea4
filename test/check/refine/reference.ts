// A second, independent reading of the algebra, for comparison only: a step function straight from
// the rules of TPC chapter 7, operator nested in operator, and the models by enumeration, trace by trace
// and refusal by refusal. Slow and plain on purpose; it shares no code with the checker.

import type { Event, Model, Process, TransitionSystem } from '../../../src/check/refine/index.ts'

type Term = Process | { readonly kind: 'omega' }

const OMEGA: Term = { kind: 'omega' }

/** A system to denote, state by state; state 0 is the initial one. */
export type Graph = readonly (readonly (readonly [label: Event, target: number])[])[]

/** The system of an explored process. */
export function listed(system: TransitionSystem): Graph {
  const graph = Array.from({ length: system.states }, () => [] as [Event, number][])
  for (const { source, label, target } of system.transitions) graph[source]?.push([label, target])
  return graph
}

/** The system of a term, by the rules below. */
export function nested(process: Process): Graph {
  const numbers = new Map([[keyOf(process), 0]])
  const terms: Term[] = [process]
  const graph: [Event, number][][] = []
  // The list grows while it is walked.
  for (const term of terms) {
    const steps = nestedSteps(term).map(([label, target]): [Event, number] => {
      const key = keyOf(target)
      if (!numbers.has(key)) numbers.set(key, terms.push(target) - 1)
      return [label, numbers.get(key) as number]
    })
    graph.push(steps)
  }
  return graph
}

function nestedSteps(term: Term): readonly (readonly [Event, Term])[] {
  switch (term.kind) {
    case 'omega':
    case 'stop':
      return []
    case 'skip':
      return [['✓', OMEGA]]
    case 'div':
      return [['τ', term]]
    case 'prefix':
      return [[term.event, term.next]]
    case 'internal':
      return term.operands.map(operand => ['τ', operand])
    case 'external':
      return term.operands.flatMap((operand, i) =>
        nestedSteps(operand).map(([label, next]): [Event, Term] =>
          label === 'τ'
            ? ['τ', { ...term, operands: term.operands.with(i, next as Process) }]
            : [label, next],
        ),
      )
    case 'sequence':
      return nestedSteps(term.first).map(([label, next]) =>
        label === '✓' ? ['τ', term.second] : [label, { ...term, first: next as Process }],
      )
    case 'hiding':
      return nestedSteps(term.process).map(([label, next]) => [
        term.hidden.has(label) ? 'τ' : label,
        wrapped(term, next),
      ])
    case 'renaming': {
      const { renaming } = term
      if (typeof renaming === 'function') throw new Error('the reference renames by relations')
      return nestedSteps(term.process).flatMap(([label, next]) =>
        (renaming.get(label) ?? [label]).map((image): [Event, Term] => [
          image,
          wrapped(term, next),
        ]),
      )
    }
    case 'call':
      return nestedSteps(term.equation.body(term.parameters))
    case 'parallel':
      return parallelSteps(term)
  }
}

function wrapped(term: Process & { kind: 'hiding' | 'renaming' }, next: Term): Term {
  return next.kind === 'omega' ? OMEGA : { ...term, process: next }
}

function parallelSteps(term: Process & { kind: 'parallel' }): [Event, Term][] {
  const parts = term.operands.map(({ process }) => process as Term)
  if (parts.every(part => part.kind === 'omega')) return [['✓', OMEGA]]
  const at = (changes: ReadonlyMap<number, Term>): Term => ({
    ...term,
    operands: term.operands.map((operand, i) => ({
      ...operand,
      process: (changes.get(i) ?? operand.process) as Process,
    })),
  })
  const steps = parts.map(nestedSteps)
  const result: [Event, Term][] = []
  const visible = new Set<Event>()
  for (const [i, own] of steps.entries()) {
    for (const [label, next] of own) {
      if (label === 'τ') result.push(['τ', at(new Map([[i, next]]))])
      else if (label === '✓') result.push(['τ', at(new Map([[i, OMEGA]]))])
      else visible.add(label)
    }
  }
  for (const event of visible) {
    for (const group of meetings(term, event)) {
      let changes: ReadonlyMap<number, Term>[] = [new Map()]
      for (const i of group) {
        const targets = (steps[i] ?? []).filter(([label]) => label === event)
        changes = changes.flatMap(change =>
          targets.map(([, next]) => new Map([...change, [i, next]])),
        )
      }
      for (const change of changes) result.push([event, at(change)])
    }
  }
  return result
}

// Who performs an event together: everyone, each alone, or those whose alphabet has it.
function meetings(term: Process & { kind: 'parallel' }, event: Event): number[][] {
  const all = term.operands.map((_, i) => i)
  if (term.operands.some(({ alphabet }) => alphabet !== undefined)) {
    return [all.filter(i => term.operands[i]?.alphabet?.has(event))].filter(g => g.length > 0)
  }
  return term.shared.has(event) ? [all] : all.map(i => [i])
}

const equations = new Map<object, number>()

function keyOf(term: Term): string {
  return JSON.stringify(term, (_, value: unknown) => {
    if (value instanceof Set) return [...value]
    if (value instanceof Map) return [...value]
    if (typeof value === 'object' && value !== null && 'body' in value) {
      if (!equations.has(value)) equations.set(value, equations.size)
      return equations.get(value)
    }
    return value
  })
}

/** What a process may do, up to a length of traces. */
export interface Denotation {
  /** Refusals after each trace, as sorted comma-separated sets; a key for every trace. */
  readonly failures: ReadonlyMap<string, ReadonlySet<string>>
  /** The traces after which it may diverge (not closed under extension). */
  readonly divergences: ReadonlySet<string>
}

/** Enumerates traces up to a length, every refusal after each, over an alphabet. */
export function denote(graph: Graph, alphabet: readonly Event[], longest: number): Denotation {
  const failures = new Map<string, Set<string>>()
  const divergences = new Set<string>()
  const all = subsets([...alphabet, '✓'])
  const refused = graph.map(steps => refusals(steps, all))
  const cyclic = graph.map((_, state) => reachable(graph, state).has(state))
  const visit = (trace: readonly Event[], states: Iterable<number>) => {
    const closed = silently(graph, states)
    const name = trace.join()
    failures.set(name, new Set([...closed].flatMap(state => refused[state] ?? [])))
    if ([...closed].some(state => cyclic[state])) divergences.add(name)
    if (trace.length === longest) return
    const successors = new Map<Event, Set<number>>()
    for (const [label, target] of [...closed].flatMap(state => graph[state] ?? [])) {
      if (label === 'τ') continue
      successors.set(label, (successors.get(label) ?? new Set()).add(target))
    }
    for (const [label, targets] of successors) visit([...trace, label], targets)
  }
  visit([], [0])
  return { failures, divergences }
}

function silently(graph: Graph, states: Iterable<number>): Set<number> {
  const closed = new Set(states)
  for (const state of closed) {
    for (const [label, target] of graph[state] ?? []) if (label === 'τ') closed.add(target)
  }
  return closed
}

// A state on a silent cycle reaches itself by at least one silent step.
function reachable(graph: Graph, state: number): Set<number> {
  const next = (graph[state] ?? []).filter(([label]) => label === 'τ')
  return silently(
    graph,
    next.map(([, target]) => target),
  )
}

// "P ref X" of TPC chapter 7: at rest with X disjoint from the initials, or able to terminate, X ⊆ Σ.
function refusals(steps: Graph[number], all: readonly Event[][]): string[] {
  const initials = new Set(steps.map(([label]) => label))
  const stable = !initials.has('τ') && !initials.has('✓')
  return all
    .filter(
      set =>
        (stable && !set.some(event => initials.has(event))) ||
        (initials.has('✓') && !set.includes('✓')),
    )
    .map(set => set.join())
}

function subsets(events: readonly Event[]): Event[][] {
  let all: Event[][] = [[]]
  for (const event of events) all = all.concat(all.map(set => [...set, event]))
  return all
}

/** The length of the shortest violation, by the definitions of the models; undefined: refines. */
export function shortestViolation(
  specification: Denotation,
  implementation: Denotation,
  model: Model,
): number | undefined {
  const lengths: number[] = []
  for (const [name, refused] of implementation.failures) {
    const trace = name === '' ? [] : name.split(',')
    if (model === 'failures-divergences' && divergedBefore(specification, trace)) continue
    const allowed = specification.failures.get(name)
    const fails =
      allowed === undefined ||
      (model !== 'traces' && [...refused].some(set => !allowed.has(set))) ||
      (model === 'failures-divergences' && implementation.divergences.has(name))
    if (fails) lengths.push(trace.length)
  }
  return lengths.length === 0 ? undefined : Math.min(...lengths)
}

function divergedBefore(specification: Denotation, trace: readonly Event[]): boolean {
  return trace
    .concat('')
    .some((_, length) => specification.divergences.has(trace.slice(0, length).join()))
}
