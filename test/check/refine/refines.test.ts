import { describe, expect, it } from 'vitest'
import {
  chaos,
  DIV,
  deadlockFree,
  define,
  describe as describeVerdict,
  deterministic,
  divergenceFree,
  externalChoice,
  hide,
  interleave,
  internalChoice,
  type Process,
  prefix,
  refines,
  run,
  SKIP,
  STOP,
} from '../../../src/check/refine/index.ts'
import { ring } from './models/ring.ts'

const COUNT = define(
  'COUNT',
  (n: number): Process =>
    externalChoice(prefix('up', COUNT(n + 1)), n > 0 ? prefix('down', COUNT(n - 1)) : STOP),
)

describe('refines', () => {
  it('reports a forbidden event with the trace before it and what was allowed', () => {
    const verdict = refines(prefix('a', 'b', STOP), prefix('a', 'c', STOP), 'traces')
    expect(verdict).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'forbidden event', trace: ['a'], event: 'c', allowed: ['b'] },
    })
    expect(describeVerdict(verdict)).toBe("fails: after ⟨a⟩ 'c' happens; allowed: {b}")
  })

  it('reports a refusal with offers and requirements', () => {
    const specification = externalChoice(prefix('a', STOP), prefix('b', STOP))
    const verdict = refines(specification, prefix('a', STOP), 'failures')
    expect(verdict).toMatchObject({
      verdict: 'fails',
      counterexample: {
        kind: 'refusal',
        trace: [],
        offered: ['a'],
        refused: ['b'],
        required: [['a', 'b']],
      },
    })
    expect(describeVerdict(verdict)).toBe('fails: after ⟨⟩ only {a} is offered; required: {a, b}')
  })

  it('reports a divergence, in the failures-divergences model only', () => {
    const livelock = prefix('a', DIV)
    const specification = prefix('a', run('b'))
    expect(refines(specification, livelock, 'failures').verdict).toBe('holds')
    const verdict = refines(specification, livelock, 'failures-divergences')
    expect(describeVerdict(verdict)).toBe('fails: after ⟨a⟩ the process may diverge')
  })

  it('counts visible events only: a shortest trace, however many silent steps', () => {
    const silently = (n: number, process: Process): Process =>
      n === 0 ? process : hide(prefix('h', silently(n - 1, process)), 'h')
    const implementation = internalChoice(
      prefix('a', 'a', 'x', STOP),
      silently(9, prefix('a', 'x', STOP)),
    )
    expect(refines(run('a'), implementation, 'traces')).toMatchObject({
      counterexample: { trace: ['a'], event: 'x' },
    })
  })

  it('prefers a refusal after a trace to an event that comes after it', () => {
    const specification = prefix('a', run('a'))
    const implementation = internalChoice(prefix('x', STOP), STOP)
    expect(refines(specification, implementation, 'failures')).toMatchObject({
      counterexample: { kind: 'refusal', trace: [] },
    })
  })

  it('is honest about a bound', () => {
    const verdict = refines(run('up', 'down'), COUNT(0), 'traces', { limit: 1_000 })
    expect(verdict).toMatchObject({ verdict: 'not exhausted', limit: 1_000 })
    expect(verdict.effort.states).toBe(1_000)
    expect(describeVerdict(verdict)).toMatch(/^not exhausted: no violation in \d+ visited/)
  })

  it('refuses a bound that admits nothing', () => {
    expect(() => deadlockFree(STOP, { limit: 0 })).toThrow('limit is 0')
    expect(() => deadlockFree(STOP, { limit: Number.NaN })).toThrow('limit is NaN')
  })

  it('finds a violation before the bound in an infinite process', () => {
    const bounded = define(
      'BOUNDED',
      (n: number): Process =>
        externalChoice(
          n < 3 ? prefix('up', bounded(n + 1)) : STOP,
          n > 0 ? prefix('down', bounded(n - 1)) : STOP,
        ),
    )
    expect(refines(bounded(0), COUNT(0), 'traces')).toMatchObject({
      verdict: 'fails',
      counterexample: { trace: ['up', 'up', 'up'], event: 'up', allowed: ['down'] },
    })
  })

  it('is honest about an endless silent run, which is no cycle', () => {
    expect(divergenceFree(hide(COUNT(0), 'up'), { limit: 500 }).verdict).toBe('not exhausted')
  })

  it('lets CHAOS be refined by anything that neither diverges nor terminates', () => {
    const some = externalChoice(prefix('a', STOP), prefix('b', run('a')))
    expect(refines(chaos('a', 'b'), some, 'failures-divergences').verdict).toBe('holds')
    expect(refines(chaos('a', 'b'), SKIP, 'failures-divergences').verdict).toBe('fails')
  })
})

describe('properties', () => {
  it('deadlockFree says where it stopped', () => {
    const verdict = deadlockFree(prefix('a', 'b', STOP))
    expect(describeVerdict(verdict)).toBe('fails: after ⟨a, b⟩ the process may deadlock')
    expect(describeVerdict(deadlockFree(run('a')))).toBe('holds (1 visited)')
  })

  it('deterministic names the event', () => {
    const verdict = deterministic(prefix('a', internalChoice(prefix('b', STOP), STOP)))
    expect(describeVerdict(verdict)).toBe("fails: after ⟨a⟩ 'b' may be performed or refused")
  })
})

describe('a ring as one flat vector', () => {
  // k tokens among n cells: every arrangement is reached, n over k of them.
  it.each([
    [12, 1, 12],
    [12, 6, 924],
    [12, 11, 12],
    [14, 7, 3_432],
  ])('%i cells with %i tokens have %i states and never deadlock', (cells, tokens, states) => {
    const verdict = deadlockFree(ring(cells, tokens))
    expect(verdict).toMatchObject({ verdict: 'holds', effort: { visited: states } })
  })

  it('deadlocks when every cell is full, and when none is', () => {
    for (const tokens of [0, 12]) {
      expect(deadlockFree(ring(12, tokens))).toMatchObject({
        verdict: 'fails',
        counterexample: { trace: [] },
      })
    }
  })

  it('nests freely: the states are the leaves, not the operators', () => {
    const cell = define('CELL', (i: number): Process => prefix(`in.${i}`, `out.${i}`, cell(i)))
    const wrapped = (i: number) => hide(interleave(hide(cell(i), 'x'), STOP), 'y')
    const nested = [0, 1, 2, 3, 4, 5].reduce<Process>((all, i) => interleave(all, wrapped(i)), STOP)
    expect(deadlockFree(nested)).toMatchObject({ verdict: 'holds', effort: { visited: 64 } })
  })
})
