/**
 * The operators of CSP. Each names its symbol and, in brackets, its machine-readable (CSPM) form.
 * References: Hoare, "Communicating Sequential Processes" (1985); Roscoe, "The Theory and Practice
 * of Concurrency" (1997, TPC) and "Understanding Concurrent Systems" (2010, UCS).
 */
import { checkEvent, type Event, type EventSource, events } from './event.ts'
import type { Image, Process } from './process.ts'

/** Deadlock: performs nothing and refuses everything. [`STOP`] */
export const STOP: Process = { kind: 'stop' }

/** Successful termination: performs ✓ and nothing else. [`SKIP`] */
export const SKIP: Process = { kind: 'skip' }

/** Divergence: silent steps for ever, the least process of the failures-divergences model. [`DIV`] */
export const DIV: Process = { kind: 'div' }

/**
 * `a → b → P`: performs the events in order, then behaves as the process. [`a -> b -> P`]
 *
 * @throws RangeError when an event is reserved.
 */
export function prefix(...path: readonly [...Event[], Process]): Process {
  const end = path.at(-1) as Process
  const before = path.slice(0, -1) as Event[]
  return before.reduceRight<Process>(
    (next, event) => ({ kind: 'prefix', event: checkEvent(event), next }),
    end,
  )
}

/** `P □ Q`: the environment chooses by the first visible event; of nothing, `STOP`. [`P [] Q`] */
export function externalChoice(...operands: readonly Process[]): Process {
  if (operands.length === 0) return STOP
  return operands.length === 1 ? (operands[0] as Process) : { kind: 'external', operands }
}

/**
 * `P ⊓ Q`: the process chooses and the environment has no say. [`P |~| Q`]
 *
 * @throws RangeError without operands: the internal choice of nothing is not a process.
 */
export function internalChoice(...operands: readonly Process[]): Process {
  if (operands.length === 0) {
    throw new RangeError('internalChoice() needs at least one process; externalChoice() is STOP')
  }
  return operands.length === 1 ? (operands[0] as Process) : { kind: 'internal', operands }
}

/** `b & P`: the process if the condition holds, else `STOP`. The thunk keeps recursion finite. */
export function guard(condition: boolean, process: () => Process): Process {
  return condition ? process() : STOP
}

/** `P ; Q`: behaves as each process in turn, moving on when one terminates. [`P ; Q`] */
export function sequence(...processes: readonly Process[]): Process {
  if (processes.length === 0) return SKIP
  return processes.reduceRight((second, first) => ({ kind: 'sequence', first, second }))
}

/**
 * Generalised parallel: all operands perform the shared events together, and every other event
 * alone; terminates when all have. [`P [| X |] Q`]
 */
export function parallel(shared: EventSource, ...processes: readonly Process[]): Process {
  return compose(events(shared), processes)
}

/** `P ||| Q`: runs the processes side by side, sharing nothing but termination. [`P ||| Q`] */
export function interleave(...processes: readonly Process[]): Process {
  return compose(new Set(), processes)
}

function compose(shared: ReadonlySet<Event>, processes: readonly Process[]): Process {
  if (processes.length === 0) return SKIP
  if (processes.length === 1) return processes[0] as Process
  return { kind: 'parallel', operands: processes.map(process => ({ process })), shared }
}

/**
 * Alphabetised parallel: an event needs every operand whose alphabet contains it, and an operand
 * performs only events of its alphabet. [`|| i : I @ [A(i)] P(i)`]
 *
 * ```ts
 * alphabetised([left, ['a', 'b']], [right, ['b', 'c']])   // meet on b
 * ```
 */
export function alphabetised(
  ...operands: readonly (readonly [process: Process, alphabet: EventSource])[]
): Process {
  if (operands.length === 0) return SKIP
  return {
    kind: 'parallel',
    operands: operands.map(([process, alphabet]) => ({ process, alphabet: events(alphabet) })),
    shared: new Set(),
  }
}

/** `P \ X`: the events happen by themselves, unseen; an endless run of them diverges. [`P \ X`] */
export function hide(process: Process, hidden: EventSource): Process {
  return { kind: 'hiding', process, hidden: events(hidden) }
}

/**
 * `P[[R]]`: renames events by a function, or by a relation given as pairs (an event with several
 * images offers the choice of them); events outside the relation keep their name.
 * [`P[[a <- b, a <- c]]`]
 *
 * ```ts
 * rename(copy, [['left', 'mid'], ['left', 'spare']])
 * rename(copy, (event) => event.replace('left', 'mid'))
 * ```
 *
 * A function is compared by identity: hoist it out of recursive definitions, or every unfolding
 * is a new process.
 */
export function rename(
  process: Process,
  renaming: Image | Iterable<readonly [from: Event, to: Event]>,
): Process {
  if (typeof renaming === 'function') return { kind: 'renaming', process, renaming }
  const relation = new Map<Event, Event[]>()
  for (const [from, to] of renaming) {
    relation.set(checkEvent(from), [...(relation.get(from) ?? []), checkEvent(to)])
  }
  return { kind: 'renaming', process, renaming: relation }
}
