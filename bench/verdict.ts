/** Holds results against the bounds. */
import { type Bound, bounds, type Measure, type Term } from './bounds.ts'
import type { Result } from './contest.ts'
import { compare, lowerQuartile, median, type Series } from './method.ts'

export interface Verdict {
  readonly subject: string
  readonly value: number
  /** A/A spread of the series behind the value; 0 for what is counted and not timed. */
  readonly spread: number
  readonly must?: { readonly limit: number; readonly met: boolean }
  readonly aim?: { readonly limit: number; readonly met: boolean }
  /** What the value was measured against, when the bound does not name it. */
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
  readonly spread: number
  readonly against?: string
}

/** Undefined when a series that the bound needs was not measured. */
export function judge(bound: Bound, evidence: Evidence): Verdict | undefined {
  const measured = measure(bound.measure, evidence)
  if (measured === undefined) return undefined
  const held = (limit: number) => ({ limit, met: measured.value <= limit })
  return {
    subject: bound.subject,
    ...measured,
    ...(bound.must === undefined ? {} : { must: held(bound.must) }),
    ...(bound.aim === undefined ? {} : { aim: held(bound.aim) }),
  }
}

export function judgeAll(evidence: Evidence): readonly (readonly [Bound, Verdict | undefined])[] {
  return bounds.map(bound => [bound, judge(bound, evidence)] as const)
}

function find({ results }: Evidence, term: Term): Result | undefined {
  return results.find(
    ({ contestant: { workload, variant, flavour, n, node } }) =>
      node === undefined &&
      workload === term.workload &&
      variant === term.variant &&
      flavour === term.flavour &&
      (term.n === undefined || term.n === n),
  )
}

function measure(what: Measure, evidence: Evidence): Value | undefined {
  if (what.kind === 'size') {
    return evidence.size === undefined ? undefined : { value: evidence.size / 1000, spread: 0 }
  }
  const of = find(evidence, what.of)
  if (of === undefined) return undefined
  switch (what.kind) {
    case 'ratio': {
      const over = find(evidence, what.over)
      return over && relate(of, over)
    }
    case 'fastest rival':
      return overFastest(of, evidence)
    case 'growth':
      return beyondFloor(what, evidence)
    case 'heap':
      return { value: quartile(of), spread: 0 }
    case 'memory':
      return { value: median(of.censuses.map(({ peak }) => peak)) / 1e9, spread: 0 }
    case 'seconds':
      return {
        value: median(
          of.censuses.map(({ create, first, teardown }) => create + first + (teardown ?? 0)),
        ),
        spread: 0,
      }
  }
}

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
  const pair = (flavour: string) => {
    const from = find(evidence, { ...of, flavour })
    const until = find(evidence, { ...of, ...to, flavour })
    return from && until && compare(until, from)
  }
  const own = pair(of.flavour)
  const bare = pair(floor)
  if (own === undefined || bare === undefined) return undefined
  return { value: own.ratio / bare.ratio, spread: Math.max(own.spread, bare.spread) }
}
