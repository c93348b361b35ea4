/**
 * Flattening: a term built from parallel composition, hiding and renaming, separated into its tree of
 * operators and the leaves below them. Definitions on the way are looked through, so that naming a
 * part of a network does not nest it.
 */
import type { Image, Process, Relation } from './process.ts'
import type { Operator } from './rules.ts'
import type { Label, State, Universe } from './universe.ts'

type Call = Process & { kind: 'call' }

/** What flattening needs to know of terms (semantics.ts). */
export interface Terms {
  readonly universe: Universe
  state(process: Process): State
  unfold(call: Call): Process
  /** Two calls with one key are the same process. */
  callKey(call: Call): string
  /** A number that stands for an object's identity. */
  identity(object: object): number
}

/**
 * A flattened term. Terms of the same shape differ only in their leaves: the shape writes the tree
 * from left to right, `.` for a leaf and each operator with its events.
 */
export interface Flat {
  readonly root: Operator
  readonly shape: string
  readonly leaves: readonly State[]
}

export function flatten(terms: Terms, process: Process): Flat {
  const flattening = new Flattening(terms)
  const root = flattening.visit(process)
  return { root, shape: flattening.shape, leaves: flattening.leaves }
}

/** Definitions looked through in a row; beyond it the recursion is unguarded, or a leaf will do. */
const DEEPEST_NAMING = 100

class Flattening {
  readonly leaves: State[] = []
  shape = ''
  private readonly terms: Terms
  private readonly unfolding = new Set<string>()

  constructor(terms: Terms) {
    this.terms = terms
  }

  visit(process: Process): Operator {
    const { universe } = this.terms
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
        this.shape += this.renamingKey(process.renaming)
        return {
          kind: 'renaming',
          operand: this.visit(process.process),
          images: images(universe, process.renaming),
        }
      case 'call':
        return this.call(process)
      default:
        return this.leaf(process)
    }
  }

  /**
   * A definition that leads back to itself stays a leaf; its first step reports the unguarded
   * recursion.
   */
  private call(process: Call): Operator {
    const call = this.terms.callKey(process)
    if (this.unfolding.has(call) || this.unfolding.size > DEEPEST_NAMING) return this.leaf(process)
    const body = this.terms.unfold(process)
    switch (body.kind) {
      case 'parallel':
      case 'hiding':
      case 'renaming':
      case 'call': {
        this.unfolding.add(call)
        const operator = this.visit(body)
        this.unfolding.delete(call)
        return operator
      }
      default:
        return this.leaf(process)
    }
  }

  private leaf(process: Process): Operator {
    this.leaves.push(this.terms.state(process))
    this.shape += '.'
    return { kind: 'leaf' }
  }

  private renamingKey(renaming: Image | Relation): string {
    if (typeof renaming === 'function') return `/f${this.terms.identity(renaming)}`
    return `/${JSON.stringify([...renaming].sort(([a], [b]) => (a < b ? -1 : 1)))}`
  }
}

function key(labels: ReadonlySet<Label>): string {
  return [...labels].sort((a, b) => a - b).join()
}

/**
 * Who must take part in an event (TPC chapter 2). With alphabets: everyone whose alphabet has it, and
 * the operand itself must be one of them. Without: all for a shared event, else the operand alone.
 */
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

/** Renaming happens on names, once for each event and operand: the rule table keeps the result. */
function images(universe: Universe, renaming: Image | Relation): (label: Label) => Label[] {
  return label => {
    const event = universe.name(label)
    const image = typeof renaming === 'function' ? renaming(event) : (renaming.get(event) ?? event)
    const all = typeof image === 'string' ? [image] : image
    return [...new Set(all.map(each => universe.label(each)))]
  }
}
