/**
 * Networks: parallel composition, hiding and renaming as ONE flat vector of components. However
 * the operators are nested, a state of the network is the list of its leaves' states, and a step
 * is one synchronisation rule (rules.ts).
 *
 * One departure from the nested rules: where an inner composition terminates inside an outer one,
 * the nested rules take a silent step more, from "all inner parts have stopped" to "the inner
 * composition has". Nothing else could happen there, so no model sees the difference; the test
 * "have the same traces, failures and divergences" compares the two on random terms.
 */
import { flatten, type Terms } from './flatten.ts'
import type { Process } from './process.ts'
import { type Rule, RuleTable } from './rules.ts'
import {
  type Label,
  type State,
  type Step,
  TAU_LABEL,
  TICK_LABEL,
  type Universe,
} from './universe.ts'

/** The networks of one check, by shape: terms of one shape share their rules. */
export type Networks = Map<string, Network>

/** The state of a term whose outermost operator is parallel, hiding or renaming. */
export function networkOf(terms: Terms, networks: Networks, process: Process): State {
  const { root, shape, leaves } = flatten(terms, process)
  let network = networks.get(shape)
  if (network === undefined) {
    network = new Network(terms.universe, `#${networks.size}:`, new RuleTable(root))
    networks.set(shape, network)
  }
  return network.state(leaves)
}

/**
 * The vectors over one rule table. A component may itself become a network later (`a → (P ⦀ Q)`);
 * it then stays one component, nested but correct.
 */
export class Network {
  private readonly universe: Universe
  private readonly name: string
  private readonly table: RuleTable

  constructor(universe: Universe, name: string, table: RuleTable) {
    this.universe = universe
    this.name = name
    this.table = table
  }

  state(vector: readonly State[]): State {
    const { terminated } = this.universe
    if (vector.every(leaf => leaf === terminated)) {
      // Distributed termination (TPC chapter 6): the composition terminates when every part has.
      return this.universe.intern('SKIP', () => [{ label: TICK_LABEL, target: terminated }])
    }
    return this.universe.intern(this.key(vector), () => this.steps(vector))
  }

  /** Two characters for each leaf: several times faster than joining decimal numbers. */
  private key(vector: readonly State[]): string {
    let text = this.name
    for (const { id } of vector) text += String.fromCharCode(id >>> 16, id & 0xffff)
    return text
  }

  /**
   * First every leaf's events are made known to the table, then rules fire, each from its first
   * participant: the cost is that of the events on offer, not of the table.
   */
  private steps(vector: readonly State[]): readonly Step[] {
    const steps: Step[] = []
    const offers = vector.map((leaf, index) => this.offers(leaf, index))
    for (const [leaf, events] of offers.entries()) {
      for (const [event, targets] of events) {
        if (event === TAU_LABEL) {
          for (const target of targets) {
            steps.push({ label: TAU_LABEL, target: this.state(moved(vector, leaf, target)) })
          }
        } else if (event === TICK_LABEL) {
          steps.push(this.terminate(vector, leaf))
        } else {
          for (const rule of this.table.startingWith(leaf, event)) {
            this.fire(rule, vector, offers, steps)
          }
        }
      }
    }
    return steps
  }

  /**
   * Alone (under hiding or renaming only) a leaf's ✓ is the network's. Beside others it is silent:
   * the leaf has stopped, the network has not.
   */
  private terminate(vector: readonly State[], leaf: number): Step {
    const { terminated } = this.universe
    if (vector.length === 1) return { label: TICK_LABEL, target: terminated }
    return { label: TAU_LABEL, target: this.state(moved(vector, leaf, terminated)) }
  }

  private offers(leaf: State, index: number): ReadonlyMap<Label, readonly State[]> {
    const offers = offersOf(leaf)
    for (const event of offers.keys()) {
      if (event !== TAU_LABEL && event !== TICK_LABEL) this.table.discover(index, event)
    }
    return offers
  }

  /**
   * Every combination of the participants' targets; none if one of them does not offer its event.
   * Nearly always each has a single target, and one copy of the vector is all the work.
   */
  private fire(
    rule: Rule,
    vector: readonly State[],
    offers: readonly ReadonlyMap<Label, readonly State[]>[],
    steps: Step[],
  ): void {
    const { participants, events, label } = rule
    const choices: (readonly State[])[] = []
    for (let k = 0; k < participants.length; k++) {
      const targets = offers[participants[k] as number]?.get(events[k] as Label)
      if (targets === undefined) return
      choices.push(targets)
    }
    if (choices.some(targets => targets.length > 1)) {
      for (const next of combinations(vector, participants, choices)) {
        steps.push({ label, target: this.state(next) })
      }
      return
    }
    const next = vector.slice()
    for (let k = 0; k < choices.length; k++) {
      next[participants[k] as number] = choices[k]?.[0] as State
    }
    steps.push({ label, target: this.state(next) })
  }
}

function combinations(
  vector: readonly State[],
  participants: readonly number[],
  choices: readonly (readonly State[])[],
): readonly (readonly State[])[] {
  let vectors: readonly (readonly State[])[] = [vector]
  for (const [k, leaf] of participants.entries()) {
    const targets = choices[k] as readonly State[]
    vectors = vectors.flatMap(each => targets.map(target => moved(each, leaf, target)))
  }
  return vectors
}

function moved(vector: readonly State[], leaf: number, target: State): readonly State[] {
  const next = vector.slice()
  next[leaf] = target
  return next
}

/** A leaf's steps by event. A component has few states and each is met in many vectors. */
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
