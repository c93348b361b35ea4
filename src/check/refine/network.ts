// Networks: parallel composition, hiding and renaming as ONE flat vector of components. However
// the operators are nested, a state of the network is the list of its leaves' states, and a step
// is one synchronisation rule (rules.ts).

import type { Image, Process, Relation } from './process.ts'
import { type Operator, type Rule, RuleTable } from './rules.ts'
import {
  type Label,
  type State,
  type Step,
  TAU_LABEL,
  TICK_LABEL,
  type Universe,
} from './universe.ts'

type NetworkTerm = Process & { kind: 'parallel' | 'hiding' | 'renaming' }

/** What the compiler of networks needs to know of terms (semantics.ts). */
export interface Terms {
  readonly universe: Universe
  /** The networks met so far, by shape: terms of one shape share their rules. */
  readonly networks: Map<string, Network>
  state(process: Process): State
  unfold(call: Process & { kind: 'call' }): Process
  /** Two calls with one key are the same process. */
  callKey(call: Process & { kind: 'call' }): string
  /** A number that stands for an object's identity. */
  identity(object: object): number
}

/** The state of a term whose outermost operator is parallel, hiding or renaming. */
export function networkOf(terms: Terms, term: NetworkTerm): State {
  const flat = new Flattening(terms)
  const root = flat.visit(term)
  let network = terms.networks.get(flat.shape)
  if (network === undefined) {
    network = new Network(terms.universe, `#${terms.networks.size}:`, new RuleTable(root))
    terms.networks.set(flat.shape, network)
  }
  return network.state(flat.leaves)
}

// Definitions looked through in a row; beyond it the recursion is unguarded, or a leaf will do.
const DEEPEST_NAMING = 100

/** Separates a term into its operator tree, a key for the tree, and the states of its leaves. */
class Flattening {
  readonly leaves: State[] = []
  shape = ''
  #terms: Terms
  #unfolding = new Set<string>()

  constructor(terms: Terms) {
    this.#terms = terms
  }

  visit(process: Process): Operator {
    const { universe } = this.#terms
    switch (process.kind) {
      case 'parallel': {
        const { operands, shared } = process
        const labels = (set: Iterable<string>) =>
          new Set(Array.from(set, event => universe.label(event)))
        const alphabets = operands.map(({ alphabet }) => alphabet && labels(alphabet))
        const together = labels(shared)
        this.shape += `(${key(together)}`
        const visited = operands.map(({ process: operand }, index) => {
          const alphabet = alphabets[index]
          this.shape += alphabet ? `[${key(alphabet)}]` : '|'
          return this.visit(operand)
        })
        this.shape += ')'
        return { kind: 'parallel', operands: visited, partners: partners(together, alphabets) }
      }
      case 'hiding': {
        const hidden = new Set(Array.from(process.hidden, event => universe.label(event)))
        this.shape += `\\${key(hidden)}`
        return { kind: 'hiding', operand: this.visit(process.process), hidden }
      }
      case 'renaming':
        this.shape += this.#renamingKey(process.renaming)
        return {
          kind: 'renaming',
          operand: this.visit(process.process),
          images: images(universe, process.renaming),
        }
      case 'call':
        return this.#call(process)
      default:
        return this.#leaf(process)
    }
  }

  // A call is looked through, so that naming a part of a network does not nest it. A definition
  // that leads back to itself stays a leaf; its first step reports the unguarded recursion.
  #call(process: Process & { kind: 'call' }): Operator {
    const call = this.#terms.callKey(process)
    if (this.#unfolding.has(call) || this.#unfolding.size > DEEPEST_NAMING)
      return this.#leaf(process)
    const body = this.#terms.unfold(process)
    switch (body.kind) {
      case 'parallel':
      case 'hiding':
      case 'renaming':
      case 'call': {
        this.#unfolding.add(call)
        const operator = this.visit(body)
        this.#unfolding.delete(call)
        return operator
      }
      default:
        return this.#leaf(process)
    }
  }

  #leaf(process: Process): Operator {
    this.leaves.push(this.#terms.state(process))
    this.shape += '.'
    return { kind: 'leaf' }
  }

  #renamingKey(renaming: Image | Relation): string {
    if (typeof renaming === 'function') return `/f${this.#terms.identity(renaming)}`
    return `/${JSON.stringify([...renaming].sort(([a], [b]) => (a < b ? -1 : 1)))}`
  }
}

function key(labels: ReadonlySet<Label>): string {
  return [...labels].sort((a, b) => a - b).join()
}

function partners(
  shared: ReadonlySet<Label>,
  alphabets: readonly (ReadonlySet<Label> | undefined)[],
): (label: Label, operand: number) => readonly number[] {
  const everyone = alphabets.map((_, index) => index)
  return (label, operand) => {
    const own = alphabets[operand]
    if (own === undefined) return shared.has(label) ? everyone : [operand]
    return own.has(label) ? everyone.filter(index => alphabets[index]?.has(label)) : []
  }
}

function images(universe: Universe, renaming: Image | Relation): (label: Label) => Label[] {
  return label => {
    const event = universe.name(label)
    const image = typeof renaming === 'function' ? renaming(event) : (renaming.get(event) ?? event)
    const all = typeof image === 'string' ? [image] : image
    return [...new Set(all.map(each => universe.label(each)))]
  }
}

/** The vectors over one rule table. */
export class Network {
  #universe: Universe
  #name: string
  #table: RuleTable

  constructor(universe: Universe, name: string, table: RuleTable) {
    this.#universe = universe
    this.#name = name
    this.#table = table
  }

  state(vector: readonly State[]): State {
    const { terminated } = this.#universe
    if (vector.every(leaf => leaf === terminated)) {
      // Distributed termination (TPC §7.2): the composition terminates when every part has.
      return this.#universe.intern('SKIP', () => [{ label: TICK_LABEL, target: terminated }])
    }
    return this.#universe.intern(this.#key(vector), () => this.#steps(vector))
  }

  // Two characters for each leaf: several times faster than joining decimal numbers.
  #key(vector: readonly State[]): string {
    let text = this.#name
    for (const { id } of vector) text += String.fromCharCode(id >>> 16, id & 0xffff)
    return text
  }

  #steps(vector: readonly State[]): readonly Step[] {
    const steps: Step[] = []
    const offers = vector.map((leaf, index) => this.#offers(leaf, index))
    for (const [leaf, events] of offers.entries()) {
      for (const [event, targets] of events) {
        if (event === TAU_LABEL) {
          for (const target of targets) {
            steps.push({ label: TAU_LABEL, target: this.state(moved(vector, leaf, target)) })
          }
        } else if (event === TICK_LABEL) {
          steps.push(this.#terminate(vector, leaf))
        } else {
          for (const rule of this.#table.startingWith(leaf, event)) {
            this.#fire(rule, vector, offers, steps)
          }
        }
      }
    }
    return steps
  }

  // Alone (under hiding or renaming only) a leaf's ✓ is the network's. Beside others it is silent:
  // the leaf has stopped, the network has not.
  #terminate(vector: readonly State[], leaf: number): Step {
    const { terminated } = this.#universe
    if (vector.length === 1) return { label: TICK_LABEL, target: terminated }
    return { label: TAU_LABEL, target: this.state(moved(vector, leaf, terminated)) }
  }

  #offers(leaf: State, index: number): ReadonlyMap<Label, readonly State[]> {
    const offers = offersOf(leaf)
    for (const event of offers.keys()) {
      if (event !== TAU_LABEL && event !== TICK_LABEL) this.#table.discover(index, event)
    }
    return offers
  }

  // Every combination of the participants' targets; none if one of them does not offer its event.
  #fire(
    rule: Rule,
    vector: readonly State[],
    offers: readonly ReadonlyMap<Label, readonly State[]>[],
    steps: Step[],
  ): void {
    let vectors: readonly (readonly State[])[] = [vector]
    for (const [k, leaf] of rule.participants.entries()) {
      const targets = offers[leaf]?.get(rule.events[k] as Label)
      if (targets === undefined) return
      vectors = vectors.flatMap(each => targets.map(target => moved(each, leaf, target)))
    }
    for (const each of vectors) steps.push({ label: rule.label, target: this.state(each) })
  }
}

function moved(vector: readonly State[], leaf: number, target: State): readonly State[] {
  const next = vector.slice()
  next[leaf] = target
  return next
}

// A leaf's steps by event. A component has few states and each is met in many vectors.
const offersByState = new WeakMap<State, ReadonlyMap<Label, readonly State[]>>()

function offersOf(state: State): ReadonlyMap<Label, readonly State[]> {
  const known = offersByState.get(state)
  if (known !== undefined) return known
  const offers = new Map<Label, State[]>()
  for (const { label, target } of state.steps) {
    const targets = offers.get(label)
    if (targets === undefined) offers.set(label, [target])
    else targets.push(target)
  }
  offersByState.set(state, offers)
  return offers
}
