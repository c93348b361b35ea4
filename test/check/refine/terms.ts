// Random small terms over the alphabet {a, b, c}: every operator, and two recursive definitions.

import fc from 'fast-check'
import {
  alphabetised,
  DIV,
  define,
  externalChoice,
  hide,
  interleave,
  internalChoice,
  type Process,
  parallel,
  prefix,
  rename,
  SKIP,
  STOP,
  sequence,
} from '../../../src/check/refine/index.ts'

export const ALPHABET = ['a', 'b', 'c'] as const

export const event = fc.constantFrom(...ALPHABET)
export const eventSet = fc.subarray([...ALPHABET])

const A = define('A', (): Process => prefix('a', A()))
const AB = define('AB', (): Process => prefix('a', internalChoice(prefix('b', AB()), SKIP)))

const relation = fc.array(fc.tuple(event, event), { maxLength: 3 })

function termsOfDepth(depth: number): fc.Arbitrary<Process> {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(STOP, SKIP) },
    { weight: 2, arbitrary: fc.constantFrom(A(), AB()) },
    { weight: 1, arbitrary: fc.constant(DIV) },
  )
  if (depth === 0) return leaf
  const sub = termsOfDepth(depth - 1)
  return fc.oneof(
    { weight: 1, arbitrary: leaf },
    { weight: 4, arbitrary: fc.tuple(event, sub).map(([e, p]) => prefix(e, p)) },
    { weight: 2, arbitrary: fc.tuple(sub, sub).map(ps => externalChoice(...ps)) },
    { weight: 2, arbitrary: fc.tuple(sub, sub).map(ps => internalChoice(...ps)) },
    { weight: 2, arbitrary: fc.tuple(sub, sub).map(ps => sequence(...ps)) },
    { weight: 2, arbitrary: fc.tuple(eventSet, sub, sub).map(([x, p, q]) => parallel(x, p, q)) },
    { weight: 1, arbitrary: fc.tuple(sub, sub, sub).map(ps => interleave(...ps)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(sub, eventSet, sub, eventSet)
        .map(([p, x, q, y]) => alphabetised([p, x], [q, y])),
    },
    { weight: 2, arbitrary: fc.tuple(sub, eventSet).map(([p, x]) => hide(p, x)) },
    { weight: 1, arbitrary: fc.tuple(sub, relation).map(([p, r]) => rename(p, r)) },
  )
}

/** Terms small enough to enumerate. */
export const term = termsOfDepth(3)
/** Smaller ones, for laws that combine several. */
export const smallTerm = termsOfDepth(2)
