/** The bounds that the library is held to, as data. `must` is promised; `aim` is where the project is going. */

/** Which series a bound speaks of. `n` matters only for workloads with a network size. */
export interface Term {
  readonly workload: string
  readonly variant: string
  readonly flavour: string
  readonly n?: number
}

export type Measure =
  /** The cost of one program over another's. */
  | { readonly kind: 'ratio'; readonly of: Term; readonly over: Term }
  /** The cost of a program over the least among the JavaScript libraries. */
  | { readonly kind: 'fastest rival'; readonly of: Term }
  /** How much a cost grows from one setting to another, over how much the floor's grows: the cache's share. */
  | {
      readonly kind: 'growth'
      readonly of: Term
      readonly to: Pick<Term, 'variant'> | Pick<Term, 'n'>
      readonly floor: string
    }
  /** A figure of the census: bytes of heap per process, or gigabytes and seconds of the whole. */
  | { readonly kind: 'heap' | 'memory' | 'seconds'; readonly of: Term }
  /** Kilobytes of a minified and compressed import. */
  | { readonly kind: 'size' }

export interface Bound {
  readonly subject: string
  readonly measure: Measure
  readonly must?: number
  readonly aim?: number
}

const term = (workload: string, variant: string, flavour: string, n?: number): Term =>
  n === undefined ? { workload, variant, flavour } : { workload, variant, flavour, n }

/** A cost over another flavour's in the same workload. */
function ratio(of: Term, flavour: string, must?: number, aim?: number): Bound {
  const name = of.variant === 'plain' ? of.workload : `${of.workload} ${of.variant}`
  return bound(
    `${name}: ${of.flavour} over ${flavour}`,
    { kind: 'ratio', of, over: { ...of, flavour } },
    must,
    aim,
  )
}

function fastest(of: Term, must?: number, aim?: number): Bound {
  const subject = `${of.workload} ${of.variant}: ${of.flavour} over the fastest JavaScript rival`
  return bound(subject, { kind: 'fastest rival', of }, must, aim)
}

function bound(subject: string, measure: Measure, must?: number, aim?: number): Bound {
  return {
    subject,
    measure,
    ...(must === undefined ? {} : { must }),
    ...(aim === undefined ? {} : { aim }),
  }
}

function growth(workload: string, flavour: string, floor: string, must: number, aim?: number) {
  const line = workload !== 'stressed'
  return bound(
    line
      ? `${workload}: ${flavour}, growth from 100 to 1,000,000 processes beyond the floor's`
      : `${workload}: ${flavour}, growth from 10 to 10,000 writers a channel beyond the floor's`,
    {
      kind: 'growth',
      of: line ? term(workload, 'plain', flavour, 100) : term(workload, '10x10', flavour),
      to: line ? { n: 1_000_000 } : { variant: '10x10000' },
      floor,
    },
    must,
    aim,
  )
}

export const bounds: readonly Bound[] = [
  ratio(term('commstime', 'seq', 'fiber'), 'go', 0.9, 0.5),
  ratio(term('commstime', 'seq', 'fiber'), 'floor-generator', 2.0, 1.25),
  fastest(term('commstime', 'seq', 'async'), 1.0, 0.8),
  ratio(term('commstime', 'seq', 'async'), 'go', 1.5, 1.0),
  ratio(term('commstime', 'par', 'fiber'), 'go', 0.7, 0.4),
  fastest(term('commstime', 'par', 'async'), 1.0),
  ratio(term('prodcons', '0', 'fiber'), 'go', 0.9, 0.5),
  ratio(term('prodcons', '64', 'fiber'), 'go', 2.0, 1.0),
  fastest(term('prodcons', '0', 'async'), 1.0),
  fastest(term('prodcons', '64', 'async'), 1.0),
  ratio(term('stressed', '10x1000', 'fiber'), 'go', 1.2, 0.7),
  ratio(term('stressed', '10x1000', 'async'), 'go', 2.0, 1.2),
  growth('stressed', 'fiber', 'floor-generator', 2.0, 1.2),
  growth('stressed', 'async', 'floor-promise', 2.0, 1.2),
  growth('chain', 'fiber', 'floor-generator', 1.5),
  growth('ring', 'fiber', 'floor-generator', 1.5),
  bound(
    'density: fiber, bytes of heap per blocked process',
    { kind: 'heap', of: term('density', 'plain', 'fiber', 100_000) },
    304,
    240,
  ),
  bound(
    'density: async, bytes of heap per blocked process',
    { kind: 'heap', of: term('density', 'plain', 'async', 100_000) },
    896,
    660,
  ),
  bound(
    'density: 15 million fibers, gigabytes of memory',
    { kind: 'memory', of: term('density', 'plain', 'fiber', 15_000_000) },
    5.2,
  ),
  bound(
    'density: 15 million fibers, seconds to create, wake and end',
    { kind: 'seconds', of: term('density', 'plain', 'fiber', 15_000_000) },
    90,
  ),
  bound(
    'density: 64 million fibers, gigabytes of memory',
    { kind: 'memory', of: term('density', 'plain', 'fiber', 64_000_000) },
    undefined,
    17,
  ),
  bound('size of channel, parallel, scope, select, kB', { kind: 'size' }, 6, 4),
  ratio(term('commstime', 'seq', 'fiber-traced'), 'fiber', 2.0),
  ratio(term('commstime', 'seq', 'async-traced'), 'async', 4.0, 1.5),
]
