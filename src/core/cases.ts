/**
 * From what the user writes as cases to the branches of a selection, with the types of what is chosen.
 */
import { show } from './errors.ts'
import { Guard } from './guard.ts'
import type { PlatformSignal, Signal } from './ports.ts'
import { type Order, Selection } from './selection.ts'
import { isSignal } from './signal.ts'
import { SignalGuard } from './signal-guard.ts'

/** A guard, an abort signal, or nothing: a case that is `null`, `undefined` or `false` is disabled. */
export type Case = Guard<unknown> | Signal | PlatformSignal | null | undefined | false

/** The value of a case when it is chosen. */
export type CaseValue<C> = C extends Guard<infer T> ? T : C extends Signal ? unknown : never

/** Shown by the compiler for a key like `1`: such keys do not keep their order, and order is priority. */
export interface IntegerLikeKey {
  readonly 'integer-like keys do not keep their order: name the case, or pass an array': never
}

/** Refuses integer-like keys of an object of cases. */
export type CheckedKeys<C> = {
  [K in keyof C]: C extends readonly unknown[]
    ? C[K]
    : K extends number | `${number}`
      ? IntegerLikeKey
      : C[K]
}

/** What a selection gives: a union discriminated on `key`, or the index and value for an array. */
export type Chosen<C> = C extends readonly (infer Element)[]
  ? { readonly key: number; readonly value: CaseValue<Element> }
  : {
      [K in keyof C]-?: K extends string
        ? [CaseValue<C[K]>] extends [never]
          ? [Extract<C[K], Guard<unknown>>] extends [never]
            ? never
            : { readonly key: K; readonly value: CaseValue<C[K]> }
          : { readonly key: K; readonly value: CaseValue<C[K]> }
        : never
    }[keyof C]

const INTEGER_LIKE = /^(0|[1-9]\d*)$/

/** Makes the selection of some cases. */
export function selectionOf(
  cases: Readonly<Record<string, Case>> | readonly Case[],
  order: Order,
): Selection {
  if (typeof cases !== 'object' || cases === null || cases instanceof Guard)
    throw new TypeError(
      `a selection is given its cases by name or in a list, not ${show(cases)}: ` +
        'select({ value: input }), or sync(input)',
    )
  const listed: (readonly [string | number, Case])[] = Array.isArray(cases)
    ? cases.map((one: Case, index) => [index, one])
    : Object.entries(cases as Readonly<Record<string, Case>>)
  const branches = listed.flatMap(([key, one]) => {
    if (typeof key === 'string' && INTEGER_LIKE.test(key))
      throw new TypeError(
        `case '${key}': integer-like keys do not keep their order: name the case, or pass an array`,
      )
    if (one === null || one === undefined || one === false) return []
    return asGuard(key, one)
      .branches()
      .map(branch => ({ key, branch }))
  })
  return new Selection(branches, order)
}

function asGuard(key: string | number, value: unknown): Guard<unknown> {
  if (value instanceof Guard) return value
  if (isSignal(value)) return new SignalGuard(value)
  throw new TypeError(
    `case '${key}' of a selection is not a guard but ${show(value)}: ` +
      'a reader (not its read()), writer.offer(value), after(ms), skip, promised(promise) ' +
      'or an AbortSignal',
  )
}
