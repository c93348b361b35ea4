// The laws of CSP (TPC chapters 1 to 3 and 6) as properties of random terms: each side refines
// the other. They hold in all three models unless a test says otherwise.

import fc from 'fast-check'
import { describe, it } from 'vitest'
import {
  chaos,
  DIV,
  deadlockFree,
  define,
  divergenceFree,
  externalChoice,
  hide,
  interleave,
  internalChoice,
  type Model,
  type Process,
  parallel,
  prefix,
  refines,
  rename,
  SKIP,
  STOP,
  sequence,
} from '../../../src/check/refine/index.ts'
import { ALPHABET, event, eventSet, smallTerm as term } from './terms.ts'

const MODELS: readonly Model[] = ['traces', 'failures', 'failures-divergences']

function refined(specification: Process, implementation: Process, model: Model): boolean {
  return refines(specification, implementation, model).verdict === 'holds'
}

function equal(one: Process, other: Process, models = MODELS): boolean {
  return models.every(model => refined(one, other, model) && refined(other, one, model))
}

/** A law over terms: `law('P □ Q = Q □ P', (p, q) => [p □ q, q □ p])`. */
function law(
  name: string,
  sides: (p: Process, q: Process, r: Process) => readonly [Process, Process],
  models = MODELS,
) {
  it(name, () => {
    const property = fc.property(term, term, term, (p, q, r) => equal(...sides(p, q, r), models))
    fc.assert(property, { numRuns: 60 })
  })
}

/** A law over terms, an event and two sets of events. */
function lawWith(
  name: string,
  sides: (
    p: Process,
    q: Process,
    given: { a: string; b: string; x: readonly string[]; y: readonly string[] },
  ) => readonly [Process, Process],
) {
  it(name, () => {
    const given = fc.record({ a: event, b: event, x: eventSet, y: eventSet })
    const property = fc.property(term, term, given, (p, q, g) => equal(...sides(p, q, g)))
    fc.assert(property, { numRuns: 80 })
  })
}

describe('external choice', () => {
  law('is commutative', (p, q) => [externalChoice(p, q), externalChoice(q, p)])
  law('is associative', (p, q, r) => [
    externalChoice(p, externalChoice(q, r)),
    externalChoice(externalChoice(p, q), r),
  ])
  law('is idempotent', p => [externalChoice(p, p), p])
  law('has the unit STOP', p => [externalChoice(p, STOP), p])
  law('distributes over internal choice', (p, q, r) => [
    externalChoice(p, internalChoice(q, r)),
    internalChoice(externalChoice(p, q), externalChoice(p, r)),
  ])
})

describe('internal choice', () => {
  law('is commutative', (p, q) => [internalChoice(p, q), internalChoice(q, p)])
  law('is associative', (p, q, r) => [
    internalChoice(p, internalChoice(q, r)),
    internalChoice(internalChoice(p, q), r),
  ])
  law('is idempotent', p => [internalChoice(p, p), p])
  law('distributes over external choice', (p, q, r) => [
    internalChoice(p, externalChoice(q, r)),
    externalChoice(internalChoice(p, q), internalChoice(p, r)),
  ])
  it('is refined by each operand', () => {
    fc.assert(
      fc.property(term, term, (p, q) => MODELS.every(m => refined(internalChoice(p, q), q, m))),
      { numRuns: 60 },
    )
  })
})

describe('prefix', () => {
  lawWith('distributes over internal choice', (p, q, { a }) => [
    prefix(a, internalChoice(p, q)),
    internalChoice(prefix(a, p), prefix(a, q)),
  ])
  lawWith('turns a choice between equal events into an internal one', (p, q, { a }) => [
    externalChoice(prefix(a, p), prefix(a, q)),
    prefix(a, internalChoice(p, q)),
  ])
})

describe('sequential composition', () => {
  law('is associative', (p, q, r) => [sequence(p, sequence(q, r)), sequence(sequence(p, q), r)])
  law('has the left unit SKIP', p => [sequence(SKIP, p), p])
  law('has the right unit SKIP', p => [sequence(p, SKIP), p])
  law('has the left zero STOP', p => [sequence(STOP, p), STOP])
})

describe('parallel composition', () => {
  lawWith('is commutative', (p, q, { x }) => [parallel(x, p, q), parallel(x, q, p)])
  lawWith('is associative, and the same for several operands at once', (p, q, { a, x }) => {
    const r = prefix(a, SKIP)
    return [parallel(x, p, parallel(x, q, r)), parallel(x, p, q, r)]
  })
  law('distributes over internal choice', (p, q, r) => [
    parallel(['a'], p, internalChoice(q, r)),
    internalChoice(parallel(['a'], p, q), parallel(['a'], p, r)),
  ])
  law('has the unit SKIP when it interleaves', p => [interleave(p, SKIP), p])
  lawWith('steps together on a shared event', (p, q, { a, x }) => {
    const shared = [a, ...x]
    return [parallel(shared, prefix(a, p), prefix(a, q)), prefix(a, parallel(shared, p, q))]
  })
  // ⟨‖-step⟩ (TPC chapter 2): a → P and b → Q by the four cases of membership in X.
  lawWith('steps by the expansion law', (p, q, { a, b, x }) => {
    const left = prefix(a, p)
    const right = prefix(b, q)
    const together = x.includes(a) && a === b ? [prefix(a, parallel(x, p, q))] : []
    const alone = [
      ...(x.includes(a) ? [] : [prefix(a, parallel(x, p, right))]),
      ...(x.includes(b) ? [] : [prefix(b, parallel(x, left, q))]),
    ]
    return [parallel(x, left, right), externalChoice(...together, ...alone)]
  })
})

describe('hiding', () => {
  lawWith('of two sets is hiding of their union', (p, _, { x, y }) => [
    hide(hide(p, x), y),
    hide(p, [...x, ...y]),
  ])
  law('of nothing is nothing', p => [hide(p, []), p])
  law('distributes over internal choice', (p, q) => [
    hide(internalChoice(p, q), ['a']),
    internalChoice(hide(p, ['a']), hide(q, ['a'])),
  ])
  lawWith('passes a visible event and swallows a hidden one', (p, _, { a, x }) => [
    hide(prefix(a, p), x),
    x.includes(a) ? hide(p, x) : prefix(a, hide(p, x)),
  ])
  lawWith('distributes over parallel when nothing shared is hidden', (p, q, { x, y }) => {
    const hidden = y.filter(each => !x.includes(each))
    return [hide(parallel(x, p, q), hidden), parallel(x, hide(p, hidden), hide(q, hidden))]
  })
})

describe('renaming', () => {
  law('distributes over internal choice', (p, q) => [
    rename(internalChoice(p, q), [['a', 'b']]),
    internalChoice(rename(p, [['a', 'b']]), rename(q, [['a', 'b']])),
  ])
  lawWith('offers every image of an event', (p, _, { a }) => {
    const both = [
      [a, 'x'],
      [a, 'y'],
    ] as const
    return [
      rename(prefix(a, p), both),
      externalChoice(prefix('x', rename(p, both)), prefix('y', rename(p, both))),
    ]
  })
  lawWith('by a function is renaming by its graph', (p, _, { a, b }) => [
    rename(p, each => (each === a ? b : each)),
    rename(p, [[a, b]]),
  ])
})

describe('divergence', () => {
  const strict: readonly Model[] = ['failures-divergences']
  law('is a zero of internal choice', p => [internalChoice(DIV, p), DIV], strict)
  law('is a zero of external choice', p => [externalChoice(DIV, p), DIV], strict)
  law('is a zero of parallel composition', p => [parallel(['a'], DIV, p), DIV], strict)
  law('is a left zero of sequence', p => [sequence(DIV, p), DIV], strict)
  it('is refined by everything', () => {
    fc.assert(fc.property(term, p => refined(DIV, p, 'failures-divergences')))
  })
})

describe('refinement', () => {
  for (const model of MODELS) {
    it(`is reflexive and transitive in the ${model} model`, () => {
      fc.assert(
        fc.property(term, term, term, (p, q, r) => {
          const [pq, qr, pr] = [refined(p, q, model), refined(q, r, model), refined(p, r, model)]
          return refined(p, p, model) && (!pq || !qr || pr)
        }),
      )
    })

    it(`is kept by every operator in the ${model} model`, () => {
      fc.assert(
        fc.property(term, term, event, eventSet, (p, q, a, x) => {
          const weak = internalChoice(p, q)
          const contexts: ((each: Process) => Process)[] = [
            each => prefix(a, each),
            each => externalChoice(each, q),
            each => sequence(each, q),
            each => sequence(q, each),
            each => parallel(x, each, q),
            each => hide(each, x),
            each => rename(each, [[a, 'b']]),
          ]
          return contexts.every(context => refined(context(weak), context(p), model))
        }),
        { numRuns: 60 },
      )
    })
  }

  it('in failures implies refinement in traces', () => {
    fc.assert(
      fc.property(term, term, (p, q) => !refined(p, q, 'failures') || refined(p, q, 'traces')),
    )
  })
})

// The least deadlock-free and the least divergence-free process over the alphabet (TPC chapter 8).
const DF = define(
  'DF',
  (): Process => internalChoice(SKIP, ...ALPHABET.map(each => prefix(each, DF()))),
)
const CHAOTIC = sequence(chaos(ALPHABET), SKIP)
const LOOSE = define(
  'LOOSE',
  (): Process => internalChoice(STOP, SKIP, ...ALPHABET.map(each => prefix(each, LOOSE()))),
)

describe('the characteristic processes', () => {
  it('DF is refined in failures by exactly the deadlock-free', () => {
    fc.assert(
      fc.property(
        term,
        p => (deadlockFree(p).verdict === 'holds') === refined(DF(), p, 'failures'),
      ),
    )
  })
  it('CHAOS that may terminate is refined by exactly the divergence-free', () => {
    fc.assert(
      fc.property(
        term,
        p =>
          (divergenceFree(p).verdict === 'holds') === refined(LOOSE(), p, 'failures-divergences'),
      ),
    )
  })
  it('CHAOS never terminates', () => {
    if (!equal(CHAOTIC, chaos(ALPHABET))) throw new Error('CHAOS ; SKIP differs from CHAOS')
  })
})
