/**
 * The method. A machine's speed wanders by a factor of two over minutes, so figures of different minutes cannot be
 * compared. Contestants therefore take turns, A B C A B C …, each launch in a process of its own, and every
 * comparison is between the lower quartiles of launches that took turns in one run. How far a program differs from
 * itself under the same method (A/A) is printed beside, and nothing inside that is claimed.
 */

/** One program in a comparison. */
export interface Contestant {
  readonly workload: string
  readonly variant: string
  readonly flavour: string
  readonly n: number
  /** The major version of Node that runs it, where it is not the one that runs the benchmark. */
  readonly node?: string
}

/** The figure of one launch, and its place in the order of all launches of the run. */
export interface Launch {
  readonly turn: number
  readonly figure: number
}

/** All launches of one contestant in one run. */
export interface Series {
  readonly contestant: Contestant
  /** The alternation that the launches belong to. */
  readonly run: symbol
  readonly launches: readonly Launch[]
}

/** The quantile of some figures, interpolated between neighbours (Hyndman and Fan's type 7). */
export function quantile(figures: readonly number[], fraction: number): number {
  if (figures.length === 0) throw new RangeError('a quantile needs at least one figure')
  const sorted = [...figures].sort((a, b) => a - b)
  const place = (sorted.length - 1) * fraction
  const below = sorted[Math.floor(place)]!
  const above = sorted[Math.ceil(place)]!
  return below + (above - below) * (place - Math.floor(place))
}

export const median = (figures: readonly number[]) => quantile(figures, 0.5)

/** What launches are compared by: noise only ever adds time, so the lower quartile is nearer to the program. */
export const lowerQuartile = (figures: readonly number[]) => quantile(figures, 0.25)

/** A run of fewer rounds has everybody in each of them: two launches are the least that can take turns. */
const LEAST_LAUNCHES = 2

/**
 * The order of launches: each contestant once in every round, always in the same sequence.
 *
 * @param every a contestant's share of the rounds: n for every n-th of them
 */
export function* alternation<T>(
  contestants: readonly T[],
  rounds: number,
  every: (contestant: T) => number = () => 1,
): Generator<T> {
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      const stride = every(contestant)
      if (rounds < LEAST_LAUNCHES * stride || round % stride === 0) yield contestant
    }
  }
}

/**
 * True when the launches of both took turns: between any two of one there is exactly one of the other, or always the
 * same number of them where one takes part in every n-th round only.
 */
export function interleaved(a: Series, b: Series): boolean {
  if (a.run !== b.run) return false
  const [rare, often] = a.launches.length < b.launches.length ? [a, b] : [b, a]
  const turns = rare.launches.map(({ turn }) => turn)
  const counts = new Array<number>(turns.length + 1).fill(0)
  for (const { turn } of often.launches) counts[turns.filter(before => before < turn).length]!++
  const stride = turns.length > 1 ? counts[1]! : 1
  return (
    stride > 0 &&
    counts.slice(1, -1).every(count => count === stride) &&
    counts[0]! <= stride &&
    counts.at(-1)! <= stride
  )
}

const figures = (series: Series) => series.launches.map(({ figure }) => figure)

/** How many random halvings estimate the A/A spread. */
const HALVINGS = 400

/**
 * A/A: the launches of one program are split at random into two halves, as if they were two programs, and the lower
 * quartiles of the halves compared; the spread is what 95 % of the splits stay within. Halves have half the launches
 * of a real comparison, so this errs on the side of caution. The splits are drawn from a fixed seed: the same
 * launches give the same spread.
 */
export function spread(series: Series): number {
  const all = figures(series)
  if (all.length < 4) return Number.POSITIVE_INFINITY
  const random = generator(all.length)
  const differences = Array.from({ length: HALVINGS }, () => {
    shuffle(all, random)
    const half = all.length >> 1
    const ratio = lowerQuartile(all.slice(0, half)) / lowerQuartile(all.slice(half))
    return Math.max(ratio, 1 / ratio) - 1
  })
  return quantile(differences, 0.95)
}

/** Marsaglia's xorshift with 32 bits: reproducible, and random enough to shuffle twenty figures. */
function generator(seed: number): () => number {
  let state = seed * 2_654_435_769
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

function shuffle(items: number[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
}

export interface Summary {
  readonly min: number
  readonly quartile: number
  readonly median: number
  readonly runs: number
}

export function summary(series: Series): Summary {
  const all = figures(series)
  return {
    min: Math.min(...all),
    quartile: lowerQuartile(all),
    median: median(all),
    runs: all.length,
  }
}

export interface Comparison {
  /** Lower quartile of the first over that of the second: below 1, the first costs less. */
  readonly ratio: number
  /** The larger A/A spread of the two. */
  readonly spread: number
  /** Whether the difference is more than either program differs from itself. */
  readonly claim: 'less' | 'more' | 'within noise'
}

/** Compares two programs. Throws when their launches did not take turns in one run. */
export function compare(a: Series, b: Series): Comparison {
  if (!interleaved(a, b)) {
    throw new Error(
      `cannot compare ${describe(a.contestant)} with ${describe(b.contestant)}: ` +
        'their launches did not take turns in one run; name both in one command, as in --flavours a,b',
    )
  }
  const ratio = lowerQuartile(figures(a)) / lowerQuartile(figures(b))
  const noise = Math.max(spread(a), spread(b))
  const apart = Math.max(ratio, 1 / ratio) - 1 > noise
  return { ratio, spread: noise, claim: apart ? (ratio < 1 ? 'less' : 'more') : 'within noise' }
}

export function describe({ workload, variant, flavour, n, node }: Contestant): string {
  const form = variant === 'plain' ? '' : variant
  return [workload, form, flavour, n > 0 ? `n=${n}` : '', node === undefined ? '' : `node ${node}`]
    .filter(Boolean)
    .join(' ')
}
