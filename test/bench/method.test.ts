import { describe, expect, test } from 'vitest'
import {
  alternation,
  compare,
  interleaved,
  type Launch,
  lowerQuartile,
  median,
  quantile,
  type Series,
  spread,
  summary,
} from '../../bench/method.ts'

const run = Symbol('run')

function series(flavour: string, launches: readonly Launch[], of = run): Series {
  return { contestant: { workload: 'commstime', variant: 'seq', flavour, n: 0 }, run: of, launches }
}

/** Figures at every `stride`-th turn from `first`. */
function turns(first: number, stride: number, figures: readonly number[]): Launch[] {
  return figures.map((figure, i) => ({ turn: first + i * stride, figure }))
}

describe('quantiles', () => {
  test('are interpolated between neighbours', () => {
    expect(lowerQuartile([4, 1, 3, 2])).toBe(1.75)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(quantile([5], 0.25)).toBe(5)
  })
  test('leave the figures in their order', () => {
    const figures = [3, 1, 2]
    median(figures)
    expect(figures).toEqual([3, 1, 2])
  })
  test('of nothing are refused', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})

describe('alternation', () => {
  test('gives every contestant its turn before any has a second', () => {
    expect([...alternation(['a', 'b', 'c'], 2)]).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })
  const share = (name: string) => ({ a: 1, b: 2, c: 4 })[name] ?? 1
  test('gives some of them every n-th turn only', () => {
    const order = [...alternation(['a', 'b', 'c'], 8, share)].join('')
    expect(order).toBe('abcaabaabcaaba')
  })
  test('gives all of them every turn when there are few', () => {
    expect([...alternation(['a', 'c'], 3, share)].join('')).toBe('acacac')
  })
  test('makes turns that the guard on comparisons accepts', () => {
    const order = [...alternation(['a', 'b', 'c'], 20, share)]
    const of = (name: string) =>
      series(
        name,
        order.flatMap((one, turn) => (one === name ? [{ turn, figure: 1 }] : [])),
      )
    expect(interleaved(of('a'), of('b'))).toBe(true)
    expect(interleaved(of('c'), of('a'))).toBe(true)
    expect(interleaved(of('b'), of('c'))).toBe(true)
  })
})

describe('the guard on comparisons', () => {
  const a = series('a', turns(0, 3, [10, 11, 12, 13]))

  test('accepts launches that took turns, with others between them', () => {
    expect(interleaved(a, series('b', turns(2, 3, [20, 21, 22, 23])))).toBe(true)
  })
  test('accepts one that takes part in every third round', () => {
    const seldom = series('b', turns(1, 9, [20, 21, 22]))
    expect(interleaved(series('a', turns(0, 3, [1, 2, 3, 4, 5, 6, 7, 8])), seldom)).toBe(true)
  })
  test('refuses one launch beside many', () => {
    const once = series('b', turns(1, 1, [20]))
    expect(interleaved(a, once)).toBe(false)
  })
  test('refuses launches one after the other', () => {
    const b = series('b', turns(100, 1, [20, 21, 22, 23]))
    expect(interleaved(a, b)).toBe(false)
    expect(() => compare(a, b)).toThrow('did not take turns in one run')
  })
  test('refuses launches of different runs', () => {
    const b = series('b', turns(1, 3, [20, 21, 22, 23]), Symbol('another run'))
    expect(() => compare(a, b)).toThrow('commstime seq a with commstime seq b')
  })
  test('refuses a series with a gap', () => {
    const whole = turns(1, 3, [20, 21, 22, 23])
    const b = series(
      'b',
      whole.filter((_, i) => i !== 1),
    )
    expect(interleaved(a, b)).toBe(false)
  })
})

describe('the A/A spread', () => {
  const noisy = [100, 140, 105, 130, 98, 150, 110, 125, 102, 135, 99, 145]

  test('is nothing for launches that do not differ', () => {
    expect(
      spread(
        series(
          'a',
          turns(
            0,
            1,
            noisy.map(() => 7),
          ),
        ),
      ),
    ).toBe(0)
  })
  test('is the same for the same launches', () => {
    const one = spread(series('a', turns(0, 1, noisy)))
    expect(one).toBeGreaterThan(0)
    expect(spread(series('a', turns(0, 1, noisy)))).toBe(one)
  })
  test('is unknown for too few launches', () => {
    expect(spread(series('a', turns(0, 1, [1, 2, 3])))).toBe(Number.POSITIVE_INFINITY)
  })
  test('keeps a difference inside it from being claimed', () => {
    const a = series('a', turns(0, 2, noisy))
    const near = series(
      'b',
      turns(
        1,
        2,
        noisy.map(ns => ns * 1.01),
      ),
    )
    const far = series(
      'c',
      turns(
        1,
        2,
        noisy.map(ns => ns * 3),
      ),
    )
    expect(compare(near, a).claim).toBe('within noise')
    expect(compare(far, a)).toMatchObject({ claim: 'more' })
    expect(compare(a, far)).toMatchObject({ claim: 'less' })
    expect(compare(far, a).ratio).toBeCloseTo(3)
  })
})

test('a summary counts launches', () => {
  expect(summary(series('a', turns(0, 1, [4, 1, 3, 2])))).toEqual({
    min: 1,
    quartile: 1.75,
    median: 2.5,
    runs: 4,
  })
})
