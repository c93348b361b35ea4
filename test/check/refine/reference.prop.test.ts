import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deadlockFree,
  deterministic,
  divergenceFree,
  explore,
  type Model,
  refines,
  type Verdict,
} from '../../../src/check/refine/index.ts'
import { type Denotation, denote, listed, nested, shortestViolation } from './reference.ts'
import { ALPHABET, smallTerm, term } from './terms.ts'

const LONGEST = 5
const MODELS: readonly Model[] = ['traces', 'failures', 'failures-divergences']

describe('the flat vectors against nested operators', () => {
  it('have the same traces, failures and divergences', () => {
    fc.assert(
      fc.property(term, process => {
        const flat = denote(listed(explore(process)), ALPHABET, LONGEST)
        const reference = denote(nested(process), ALPHABET, LONGEST)
        expect(flat).toEqual(reference)
      }),
      { numRuns: 400 },
    )
  })
})

describe('refines against enumeration', () => {
  for (const model of MODELS) {
    it(`agrees in the ${model} model, and its counterexample is a shortest one`, () => {
      fc.assert(
        fc.property(smallTerm, smallTerm, (specification, implementation) => {
          const verdict = refines(specification, implementation, model)
          const expected = shortestViolation(
            denote(nested(specification), ALPHABET, LONGEST),
            denote(nested(implementation), ALPHABET, LONGEST),
            model,
          )
          expect(violationLength(verdict)).toBe(expected)
        }),
        { numRuns: 500 },
      )
    })
  }
})

describe('properties against enumeration', () => {
  const denoted = (process: Parameters<typeof nested>[0]) =>
    denote(nested(process), ALPHABET, LONGEST)

  it('deadlockFree finds a trace after which everything may be refused', () => {
    fc.assert(
      fc.property(term, process => {
        const { failures } = denoted(process)
        const everything = [...ALPHABET, '✓'].join()
        const deadlocks = [...failures].filter(
          ([trace, refused]) => !trace.endsWith('✓') && refused.has(everything),
        )
        expect(violationLength(deadlockFree(process))).toBe(shortest(deadlocks.map(([t]) => t)))
      }),
      { numRuns: 300 },
    )
  })

  it('divergenceFree finds a divergence', () => {
    fc.assert(
      fc.property(term, process => {
        const { divergences } = denoted(process)
        expect(violationLength(divergenceFree(process))).toBe(shortest([...divergences]))
      }),
      { numRuns: 300 },
    )
  })

  it('deterministic finds an event that may be performed and refused', () => {
    fc.assert(
      fc.property(smallTerm, process => {
        const found = violationLength(deterministic(process)) !== undefined
        expect(found).toBe(!isDeterministic(denoted(process)))
      }),
      { numRuns: 500 },
    )
  })
})

// How long a trace shows the violation; undefined also for those beyond the enumeration.
function violationLength(verdict: Verdict): number | undefined {
  if (verdict.verdict !== 'fails') return undefined
  const { kind, trace } = verdict.counterexample
  const withEvent = kind === 'forbidden event' || kind === 'nondeterminism'
  const length = trace.length + (withEvent ? 1 : 0)
  return length > LONGEST ? undefined : length
}

function shortest(traces: readonly string[]): number | undefined {
  const lengths = traces.map(trace => (trace === '' ? 0 : trace.split(',').length))
  return lengths.length === 0 ? undefined : Math.min(...lengths)
}

// TPC chapter 9: no divergence, and never both s⟨a⟩ a trace and (s, {a}) a failure.
function isDeterministic({ failures, divergences }: Denotation): boolean {
  if (divergences.size > 0) return false
  return [...failures.keys()].every(trace => {
    if (trace === '') return true
    const events = trace.split(',')
    const last = events.pop() as string
    return failures.get(events.join())?.has(last) !== true
  })
}
