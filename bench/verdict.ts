/** Holds results against the bounds. */
import { type Bound, bounds, type Measure, type Term } from './bounds.ts'
import type { Census } from './census.ts'
import type { Result } from './contest.ts'
import { compare, lowerQuartile, median, type Series } from './method.ts'

/** A limit, and whether the value keeps to it; undefined where there is no value. */
interface Held {
  readonly limit: number
  readonly met: boolean | undefined
}

export interface Verdict {
  readonly subject: string
  /** Undefined when a series that the bound needs was not measured. */
  readonly value?: number
  /** A/A spread of the series behind the value; absent for what is counted and not timed. */
  readonly spread?: number
  readonly must?: Held
  readonly aim?: Held
  /** What the value was measured against or where, when the bound does not say it. */
  readonly against?: string
}

/** What the bounds can see. */
export interface Evidence {
  readonly results: readonly Result[]
  /** Names of the flavours that count as JavaScript rivals. */
  readonly javascript: readonly string[]
  /** Bytes of the compressed import, when it was measured. */
  readonly size?: number | undefined
}

interface Value {
  readonly value: number
  readonly spread?: number
  readonly against?: string
}

export function judge(bound: Bound, evidence: Evidence): Verdict {
  const measured = measure(bound.measure, evidence)
  const slack = bound.measure.kind === 'overhead' ? (measured?.spread ?? 0) : 0
  const held = (limit: number): Held => ({
    limit,
    met: measured === undefined ? undefined : measured.value <= limit + slack,
  })
  return {
    subject: bound.subject,
    ...measured,
    ...(bound.must === undefined ? {} : { must: held(bound.must) }),
    ...(bound.aim === undefined ? {} : { aim: held(bound.aim) }),
  }
}

export const judgeAll = (evidence: Evidence): readonly Verdict[] =>
  bounds.map(bound => judge(bound, evidence))

function find({ results }: Evidence, term: Term): Result | undefined {
  return results.find(
    ({ contestant: { workload, variant, flavour, n, node } }) =>
      node === term.node &&
      workload === term.workload &&
      variant === term.variant &&
      flavour === term.flavour &&
      (term.n === undefined || term.n === n),
  )
}

function measure(what: Measure, evidence: Evidence): Value | undefined {
  if (what.kind === 'size') {
    return evidence.size === undefined ? undefined : { value: evidence.size / 1000 }
  }
  const of = find(evidence, what.of)
  if (of === undefined) return undefined
  switch (what.kind) {
    case 'ratio': {
      const over = find(evidence, what.over)
      return over && relate(of, over)
    }
    case 'overhead': {
      const over = find(evidence, what.over)
      const value = over && relate(of, over)
      // Without a known spread there is nothing to be within.
      return value?.spread === Number.POSITIVE_INFINITY ? undefined : value
    }
    case 'fastest rival':
      return overFastest(of, evidence)
    case 'growth':
      return beyondFloor(what, evidence)
    case 'heap':
      return { value: quartile(of) }
    case 'memory':
      return { value: median(of.censuses.map(({ peak }) => peak)) / 1e9 }
    case 'seconds':
      return { value: median(of.censuses.map(wholeTime)) }
  }
}

const wholeTime = ({ create, first, teardown }: Census) => create + first + (teardown ?? 0)

const quartile = (series: Series) => lowerQuartile(series.launches.map(({ figure }) => figure))

function relate(of: Series, over: Series): Value {
  const { ratio, spread } = compare(of, over)
  return { value: ratio, spread }
}

function overFastest(of: Result, evidence: Evidence): Value | undefined {
  const { workload, variant } = of.contestant
  const rivals = evidence.javascript
    .map(flavour => find(evidence, { workload, variant, flavour }))
    .filter(rival => rival !== undefined)
    .sort((a, b) => quartile(a) - quartile(b))
  const fastest = rivals[0]
  return fastest && { ...relate(of, fastest), against: fastest.contestant.flavour }
}

function beyondFloor(
  { of, to, floor }: Extract<Measure, { kind: 'growth' }>,
  evidence: Evidence,
): Value | undefined {
  const grown = (flavour: string, setting: (typeof to)[number]) => {
    const from = find(evidence, { ...of, flavour })
    const until = find(evidence, { ...of, ...setting, flavour })
    return from && until && compare(until, from)
  }
  const values = to.map(setting => {
    const own = grown(of.flavour, setting)
    const bare = grown(floor, setting)
    if (own === undefined || bare === undefined) return undefined
    const at = Object.values(setting)[0]!.toLocaleString('en')
    return {
      value: own.ratio / bare.ratio,
      spread: Math.max(own.spread, bare.spread),
      against: `the most at ${at}`,
    }
  })
  if (values.at(-1) === undefined) return undefined
  return values.filter(value => value !== undefined).reduce((a, b) => (b.value > a.value ? b : a))
}
