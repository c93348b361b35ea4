/**
 * The syntax of the algebra: immutable values, one shape for each operator. What they mean is in
 * semantics.ts; how to build them is in operators.ts and define.ts.
 */
import type { Event, EventSet } from './event.ts'

/** A parameter of a definition: plain data, compared by content. */
export type Parameter =
  | string
  | number
  | boolean
  | null
  | readonly Parameter[]
  | { readonly [key: string]: Parameter }

/** An operand of a parallel composition and, in the alphabetised form, the events it controls. */
export interface Operand {
  readonly process: Process
  readonly alphabet?: EventSet
}

/** A renaming by a function; several images of an event offer the choice of them. */
export type Image = (event: Event) => Event | readonly Event[]

/** A renaming by a relation; an event outside it keeps its name. */
export type Relation = ReadonlyMap<Event, readonly Event[]>

/** A named equation `P(x, y) = …`; definitions are compared by identity, not by name. */
export interface Equation {
  readonly name: string
  readonly body: (parameters: readonly Parameter[]) => Process
}

/**
 * A CSP process: Hoare's and Roscoe's operators as a value. Build it with the functions of this
 * module (`prefix`, `externalChoice`, …); the shape is public so that tools may walk it.
 */
export type Process =
  | { readonly kind: 'stop' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'div' }
  | { readonly kind: 'prefix'; readonly event: Event; readonly next: Process }
  | { readonly kind: 'external'; readonly operands: readonly Process[] }
  | { readonly kind: 'internal'; readonly operands: readonly Process[] }
  | { readonly kind: 'sequence'; readonly first: Process; readonly second: Process }
  | { readonly kind: 'parallel'; readonly operands: readonly Operand[]; readonly shared: EventSet }
  | { readonly kind: 'hiding'; readonly process: Process; readonly hidden: EventSet }
  | { readonly kind: 'renaming'; readonly process: Process; readonly renaming: Image | Relation }
  | {
      readonly kind: 'call'
      readonly equation: Equation
      readonly parameters: readonly Parameter[]
    }
