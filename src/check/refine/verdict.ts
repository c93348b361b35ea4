/**
 * What a check answers: it holds, it fails with a shortest counterexample, or the bound was met
 * first, which is neither.
 */
import type { Event } from './event.ts'

/** Why a check fails. `trace` is a shortest visible behaviour that leads there. */
export type Counterexample =
  | {
      /** After the trace the implementation performs an event that the specification forbids. */
      readonly kind: 'forbidden event'
      readonly trace: readonly Event[]
      readonly event: Event
      /** What the specification allows after the trace. */
      readonly allowed: readonly Event[]
    }
  | {
      /** After the trace the implementation may come to rest offering too little. */
      readonly kind: 'refusal'
      readonly trace: readonly Event[]
      /** All that the resting implementation offers. */
      readonly offered: readonly Event[]
      /** The events that the specification allows after the trace and that are refused here. */
      readonly refused: readonly Event[]
      /** The specification's minimal acceptances: one of them must be offered in full. */
      readonly required: readonly (readonly Event[])[]
    }
  | {
      /** After the trace the process may perform silent steps for ever. */
      readonly kind: 'divergence'
      readonly trace: readonly Event[]
    }
  | {
      /** After the trace the process may come to rest, not terminated and offering nothing. */
      readonly kind: 'deadlock'
      readonly trace: readonly Event[]
    }
  | {
      /** After the trace the process may either perform or refuse the event. */
      readonly kind: 'nondeterminism'
      readonly trace: readonly Event[]
      readonly event: Event
    }

/** How much a check looked at. */
export interface Effort {
  /** The pairs (specification, implementation), or the states, that were visited. */
  readonly visited: number
  /** The states created: implementation, specification and their parts. */
  readonly states: number
}

/** The answer of a check. Only `holds` is a proof. */
export type Verdict =
  | { readonly verdict: 'holds'; readonly effort: Effort }
  | {
      readonly verdict: 'fails'
      readonly counterexample: Counterexample
      readonly effort: Effort
    }
  | {
      /** The check needed more than `limit` states; what was visited satisfies the property. */
      readonly verdict: 'not exhausted'
      readonly limit: number
      readonly effort: Effort
    }

/** Bounds of a check. */
export interface CheckOptions {
  /** The states a check may create before it answers `not exhausted` (default 1,000,000). */
  readonly limit?: number
}

export const DEFAULT_LIMIT = 1_000_000

/** The verdict in a line: `fails: after ⟨a, b⟩ the process may deadlock`. */
export function describe(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return `holds (${verdict.effort.visited} visited)`
    case 'not exhausted':
      return `not exhausted: no violation in ${verdict.effort.visited} visited, then the limit of ${verdict.limit} states`
    case 'fails':
      return `fails: after ${sequenceOf(verdict.counterexample.trace)} ${reason(verdict.counterexample)}`
  }
}

function reason(counterexample: Counterexample): string {
  switch (counterexample.kind) {
    case 'forbidden event':
      return `'${counterexample.event}' happens; allowed: ${setOf(counterexample.allowed)}`
    case 'refusal': {
      const required = counterexample.required.map(setOf).join(' or ')
      return `only ${setOf(counterexample.offered)} is offered; required: ${required}`
    }
    case 'divergence':
      return 'the process may diverge'
    case 'deadlock':
      return 'the process may deadlock'
    case 'nondeterminism':
      return `'${counterexample.event}' may be performed or refused`
  }
}

function sequenceOf(events: readonly Event[]): string {
  return `⟨${events.join(', ')}⟩`
}

function setOf(events: readonly Event[]): string {
  return `{${events.join(', ')}}`
}
