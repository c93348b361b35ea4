/**
 * The operational semantics of the sequential operators (TPC chapter 7, UCS chapter 9): which steps a term
 * has, given the steps of its parts. Parallel, hiding and renaming are compiled together, in
 * network.ts.
 */
import type { Terms } from './flatten.ts'
import { type Networks, networkOf } from './network.ts'
import type { Parameter, Process } from './process.ts'
import {
  type State,
  type Step,
  TAU_LABEL,
  TICK_LABEL,
  UnguardedRecursion,
  Universe,
} from './universe.ts'

type Call = Process & { kind: 'call' }

/** Turns terms into states of one universe. */
export class Semantics implements Terms {
  readonly universe: Universe
  /**
   * The same syntax object is the same state: spares rebuilding its key. Structurally equal terms
   * meet again in the universe.
   */
  private readonly known = new WeakMap<Process, State>()
  private readonly networks: Networks = new Map()
  private readonly identities = new WeakMap<object, number>()
  private identityCount = 0

  constructor(limit: number) {
    this.universe = new Universe(limit)
  }

  state(process: Process): State {
    let state = this.known.get(process)
    if (state === undefined) {
      state = this.build(process)
      this.known.set(process, state)
    }
    return state
  }

  identity(object: object): number {
    let identity = this.identities.get(object)
    if (identity === undefined) {
      identity = this.identityCount++
      this.identities.set(object, identity)
    }
    return identity
  }

  unfold({ equation, parameters }: Call): Process {
    return equation.body(parameters)
  }

  callKey({ equation, parameters }: Call): string {
    return `${this.identity(equation)}${keyOf(parameters, equation.name)}`
  }

  /**
   * Every state's key is made of the numbers of its parts, so building one costs no more than its
   * own operator. A prefix in the key tells the operators apart.
   */
  private build(process: Process): State {
    const { universe } = this
    switch (process.kind) {
      case 'stop':
        return universe.intern('STOP', () => [])
      case 'skip':
        return universe.intern('SKIP', () => [{ label: TICK_LABEL, target: universe.terminated }])
      case 'div': {
        const diverging: State = universe.intern('DIV', () => [
          { label: TAU_LABEL, target: diverging },
        ])
        return diverging
      }
      case 'prefix': {
        const label = universe.label(process.event)
        const target = this.state(process.next)
        return universe.intern(`>${label},${target.id}`, () => [{ label, target }])
      }
      case 'external':
        return this.external(process.operands.map(operand => this.state(operand)))
      case 'internal': {
        const targets = process.operands.map(operand => this.state(operand))
        return universe.intern(`|~|${ids(targets)}`, () =>
          targets.map(target => ({ label: TAU_LABEL, target })),
        )
      }
      case 'sequence':
        return this.sequence(this.state(process.first), this.state(process.second))
      // Not unfolded until its steps are asked for: this is what makes recursion finite.
      case 'call':
        return universe.intern(`=${this.callKey(process)}`, () => this.callSteps(process))
      case 'parallel':
      case 'hiding':
      case 'renaming':
        return networkOf(this, this.networks, process)
    }
  }

  /** A silent step of an operand does not resolve the choice; any other does, ✓ included. */
  private external(operands: readonly State[]): State {
    return this.universe.intern(`[]${ids(operands)}`, () =>
      operands.flatMap((operand, index) =>
        operand.steps.map(({ label, target }) =>
          label === TAU_LABEL
            ? { label, target: this.external(replaced(operands, index, target)) }
            : { label, target },
        ),
      ),
    )
  }

  /** The first process's ✓ is not seen from outside: control passes by a silent step. */
  private sequence(first: State, second: State): State {
    return this.universe.intern(`;${first.id},${second.id}`, () =>
      first.steps.map(({ label, target }) =>
        label === TICK_LABEL
          ? { label: TAU_LABEL, target: second }
          : { label, target: this.sequence(target, second) },
      ),
    )
  }

  private callSteps(process: Call): readonly Step[] {
    try {
      return this.state(this.unfold(process)).steps
    } catch (error) {
      // The innermost definition gives the error its name.
      throw error instanceof UnguardedRecursion ? unguarded(process.equation.name) : error
    }
  }
}

/** The error for an equation that calls itself before it has performed anything. */
export function unguarded(name: string): Error {
  return new Error(
    `definition '${name}' calls itself before its first step: guard the call with an event, ` +
      `as in define('${name}', () => prefix('event', ${name}()))`,
  )
}

function ids(states: readonly State[]): string {
  return states.map(({ id }) => id).join()
}

function replaced(states: readonly State[], index: number, state: State): readonly State[] {
  return states.map((old, i) => (i === index ? state : old))
}

/** Parameters by content. Objects that differ only in the order of their keys are the same. */
function keyOf(parameter: Parameter, name: string): string {
  if (Array.isArray(parameter)) return `[${parameter.map(each => keyOf(each, name)).join()}]`
  if (typeof parameter === 'object' && parameter !== null) {
    const entries = Object.entries(parameter).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${keyOf(value, name)}`).join()}}`
  }
  if (typeof parameter === 'number' && !Number.isFinite(parameter)) {
    throw new RangeError(
      `definition '${name}' was given ${parameter}: parameters are finite numbers`,
    )
  }
  return JSON.stringify(parameter)
}
