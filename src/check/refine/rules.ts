/**
 * Synchronisation rules for a whole network of processes, after FDR's supercombinators (Gibson-
 * Robinson et al., "FDR3: a modern refinement checker for CSP", TACAS 2014; UCS chapter 9).
 *
 * A term built from parallel composition, hiding and renaming is a tree of operators over leaves.
 * Instead of a state for every operator, there is one rule table: "if leaf 0 performs a and leaf 3
 * performs a, the network performs b". One step of the network is one rule, however deep the tree.
 *
 * FDR compiles the table from the components' alphabets. Components are lazy here and their
 * alphabets unknown, so the table grows: the first time that a leaf is seen to offer an event, the
 * event climbs the tree, is renamed, hidden, blocked or combined with what the other side of a
 * parallel has offered so far, and arrives at the root as new rules.
 */
import { type Label, TAU_LABEL } from './universe.ts'

/** Leaves `participants[k]` perform `events[k]` together; the network performs `label`. */
export interface Rule {
  /** Ascending. */
  readonly participants: readonly number[]
  readonly events: readonly Label[]
  readonly label: Label
}

/** A node of the operator tree. Leaves are numbered from left to right. */
export type Operator =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'hiding'; readonly operand: Operator; readonly hidden: ReadonlySet<Label> }
  | {
      readonly kind: 'renaming'
      readonly operand: Operator
      readonly images: (label: Label) => readonly Label[]
    }
  | {
      readonly kind: 'parallel'
      readonly operands: readonly Operator[]
      /** The operands that an event of this operand needs, itself included; none: blocked. */
      readonly partners: (label: Label, operand: number) => readonly number[]
    }

/** Takes the rules that arrive from below and passes on what becomes of them. */
type Sink = (rule: Rule) => void

/** The growing rule table of one operator tree. */
export class RuleTable {
  /** The number of leaves. */
  readonly leaves: number
  /**
   * For each leaf, the rules in which it is the first participant, by the event it performs.
   * An event is a key as soon as it was seen, even if it starts no rule.
   */
  private readonly rules: Map<Label, Rule[]>[] = []
  private readonly climb: Sink[] = []

  constructor(root: Operator) {
    this.plant(root, rule => this.add(rule))
    this.leaves = this.climb.length
  }

  /** Makes sure that the table covers a leaf that performs this event. */
  discover(leaf: number, event: Label): void {
    const known = this.rules[leaf] as Map<Label, Rule[]>
    if (known.has(event)) return
    known.set(event, [])
    const climb = this.climb[leaf] as Sink
    climb({ participants: [leaf], events: [event], label: event })
  }

  /** The rules in which this leaf, performing this event, is the first participant. */
  startingWith(leaf: number, event: Label): readonly Rule[] {
    return (this.rules[leaf] as Map<Label, Rule[]>).get(event) as Rule[]
  }

  private add(rule: Rule): void {
    const [first, event] = [rule.participants[0] as number, rule.events[0] as Label]
    const rules = this.rules[first] as Map<Label, Rule[]>
    ;(rules.get(event) as Rule[]).push(rule)
  }

  /** Walks the tree once and leaves, for every leaf, the way up as a chain of functions. */
  private plant(operator: Operator, up: Sink): void {
    switch (operator.kind) {
      case 'leaf':
        this.rules.push(new Map())
        this.climb.push(up)
        return
      case 'hiding':
        this.plant(operator.operand, rule =>
          up(operator.hidden.has(rule.label) ? { ...rule, label: TAU_LABEL } : rule),
        )
        return
      case 'renaming':
        this.plant(operator.operand, rule => {
          if (rule.label === TAU_LABEL) up(rule)
          else for (const label of operator.images(rule.label)) up({ ...rule, label })
        })
        return
      case 'parallel': {
        const meeting = new Meeting(operator.operands.length, operator.partners, up)
        for (const [index, operand] of operator.operands.entries()) {
          this.plant(operand, rule => meeting.arrive(index, rule))
        }
      }
    }
  }
}

/** Where the operands of a parallel composition meet: combines rules with the same label. */
class Meeting {
  private readonly partners: (label: Label, operand: number) => readonly number[]
  private readonly up: Sink
  private readonly arrived: Map<Label, Rule[]>[]

  constructor(
    operands: number,
    partners: (label: Label, operand: number) => readonly number[],
    up: Sink,
  ) {
    this.partners = partners
    this.up = up
    this.arrived = Array.from({ length: operands }, () => new Map())
  }

  arrive(operand: number, rule: Rule): void {
    // What was hidden below needs nobody's consent.
    const silent = rule.label === TAU_LABEL
    const partners = silent ? [operand] : this.partners(rule.label, operand)
    if (partners.length === 0) return
    if (partners.length > 1) this.remember(operand, rule)
    // Each combination is built exactly once: when the last of its rules arrives.
    let combined: readonly Rule[] = [rule]
    for (const partner of partners) {
      if (partner === operand) continue
      const others = this.arrived[partner]?.get(rule.label) ?? []
      combined = combined.flatMap(one => others.map(other => together(one, other)))
    }
    for (const each of combined) this.up(each)
  }

  private remember(operand: number, rule: Rule): void {
    const arrived = this.arrived[operand] as Map<Label, Rule[]>
    const same = arrived.get(rule.label)
    if (same === undefined) arrived.set(rule.label, [rule])
    else same.push(rule)
  }
}

function together(one: Rule, other: Rule): Rule {
  const both = [one, other]
    .flatMap(({ participants, events }) =>
      participants.map((leaf, k) => ({ leaf, event: events[k] as Label })),
    )
    .sort((a, b) => a.leaf - b.leaf)
  return {
    participants: both.map(({ leaf }) => leaf),
    events: both.map(({ event }) => event),
    label: one.label,
  }
}
