import { describe, expect, test } from 'vitest'
import { type Bound, bounds } from '../../bench/bounds.ts'
import type { Census } from '../../bench/census.ts'
import type { Result } from '../../bench/contest.ts'
import { judge, judgeAll } from '../../bench/verdict.ts'

const run = Symbol('run')
let contestants = 0

/** A series of twenty equal launches that took turns with every other one made here. */
function result(
  flavour: string,
  figure: number,
  { workload = 'commstime', variant = 'seq', n = 0, censuses = [] as Census[] } = {},
): Result {
  const place = contestants++
  const launches = Array.from({ length: 20 }, (_, i) => ({ turn: i * 1000 + place, figure }))
  return { contestant: { workload, variant, flavour, n }, run, launches, censuses, n }
}

const evidence = (...results: Result[]) => ({ results, javascript: ['medium', 'thi.ng'] })

const overGo: Bound = {
  subject: 'fiber over go',
  measure: {
    kind: 'ratio',
    of: { workload: 'commstime', variant: 'seq', flavour: 'fiber' },
    over: { workload: 'commstime', variant: 'seq', flavour: 'go' },
  },
  must: 0.9,
  aim: 0.5,
}

test('a ratio meets its bound at the limit and not above', () => {
  expect(judge(overGo, evidence(result('fiber', 90), result('go', 100)))).toMatchObject({
    value: 0.9,
    must: { met: true },
    aim: { met: false },
  })
  expect(judge(overGo, evidence(result('fiber', 91), result('go', 100))).must?.met).toBe(false)
})

test('a bound without its figures is not judged', () => {
  const verdict = judge(overGo, evidence(result('fiber', 90)))
  expect(verdict.value).toBeUndefined()
  expect(verdict.must).toEqual({ limit: 0.9, met: undefined })
})

test('a bound refuses figures that did not take turns', () => {
  const other = { ...result('go', 100), run: Symbol('another run') }
  expect(() => judge(overGo, evidence(result('fiber', 90), other))).toThrow('did not take turns')
})

test('the fastest rival is sought among JavaScript libraries only, and named', () => {
  const bound: Bound = {
    subject: 'async over the fastest rival',
    measure: {
      kind: 'fastest rival',
      of: { workload: 'commstime', variant: 'seq', flavour: 'async' },
    },
    must: 1,
  }
  const field = [
    result('async', 150),
    result('go', 10),
    result('medium', 100),
    result('thi.ng', 120),
  ]
  expect(judge(bound, evidence(...field))).toMatchObject({
    value: 1.5,
    against: 'medium',
    must: { met: false },
  })
})

test("growth is what is left beyond the floor's, where it is worst", () => {
  const bound: Bound = {
    subject: 'ring',
    measure: {
      kind: 'growth',
      of: { workload: 'ring', variant: 'plain', flavour: 'fiber', n: 100 },
      to: [{ n: 1_000 }, { n: 10_000 }],
      floor: 'floor-generator',
    },
    must: 1.5,
  }
  const at = (n: number) => ({ workload: 'ring', variant: 'plain', n })
  const small = [
    result('fiber', 100, at(100)),
    result('fiber', 300, at(1_000)),
    result('floor-generator', 50, at(100)),
    result('floor-generator', 75, at(1_000)),
  ]
  const large = [result('fiber', 600, at(10_000)), result('floor-generator', 200, at(10_000))]
  expect(judge(bound, evidence(...small, ...large))).toMatchObject({
    value: 2,
    against: 'the most at 1,000',
    must: { met: false },
  })
  expect(judge(bound, evidence(...small)).value).toBeUndefined()
})

describe('what should cost nothing', () => {
  const bound: Bound = {
    subject: 'observability off',
    measure: {
      kind: 'overhead',
      of: { workload: 'commstime', variant: 'seq', flavour: 'fiber' },
      over: { workload: 'commstime', variant: 'seq', flavour: 'fiber-portless' },
    },
    must: 1,
  }
  const noisy = (flavour: string, factor: number): Result => {
    const { launches, ...rest } = result(flavour, 0)
    const noise = [100, 140, 105, 130]
    return {
      ...rest,
      launches: launches.map(({ turn }, i) => ({ turn, figure: factor * noise[i % 4]! })),
    }
  }
  test('may differ as far as a program differs from itself', () => {
    const { value, spread, must } = judge(
      bound,
      evidence(noisy('fiber', 1.02), noisy('fiber-portless', 1)),
    )
    expect(value).toBeCloseTo(1.02)
    expect(spread).toBeGreaterThan(0.02)
    expect(must?.met).toBe(true)
  })
  test('may not differ further', () => {
    const verdict = judge(bound, evidence(noisy('fiber', 2), noisy('fiber-portless', 1)))
    expect(verdict.must?.met).toBe(false)
  })
  test('is not judged by too few launches', () => {
    const few = (flavour: string, turn: number): Result => ({
      ...result(flavour, 0),
      launches: [{ turn, figure: 1 }],
    })
    expect(judge(bound, evidence(few('fiber', 1), few('fiber-portless', 2))).must?.met).toBe(
      undefined,
    )
  })
})

test('a population is held against its memory, its time and the heap of a process', () => {
  const census = { bytes: 200, resident: 250, peak: 4e9, create: 20, first: 1, teardown: 9 }
  const large = result('fiber', 200, {
    workload: 'density',
    variant: 'plain',
    n: 15_000_000,
    censuses: [census],
  })
  const of = { workload: 'density', variant: 'plain', flavour: 'fiber', n: 15_000_000 }
  const value = (kind: 'memory' | 'seconds' | 'heap') =>
    judge({ subject: kind, measure: { kind, of }, must: 1e9 }, evidence(large)).value
  expect(value('memory')).toBe(4)
  expect(value('seconds')).toBe(30)
  expect(value('heap')).toBe(200)
})

test('every bound has a limit and a subject of its own', () => {
  expect(new Set(bounds.map(({ subject }) => subject)).size).toBe(bounds.length)
  for (const { must, aim } of bounds) expect(must ?? aim).toBeGreaterThan(0)
  expect(judgeAll(evidence()).every(({ must, aim }) => (must ?? aim)?.met === undefined)).toBe(true)
})
