/** The bounds that the library is held to, as data. `must` is promised; `aim` is where the project is going. */

/** Which series a bound speaks of. `n` matters only for workloads with a network size. */
export interface Term {
  readonly workload: string
  readonly variant: string
  readonly flavour: string
  readonly n?: number
  /** The major version of Node, where it is not the one that runs the benchmark. */
  readonly node?: string
}

export type Measure =
  /** The cost of one program over another's. */
  | { readonly kind: 'ratio'; readonly of: Term; readonly over: Term }
  /** The cost of a program over the least among the JavaScript libraries. */
  | { readonly kind: 'fastest rival'; readonly of: Term }
  /** The cost of a program over its own without something that should cost nothing: the limit is met within A/A. */
  | { readonly kind: 'overhead'; readonly of: Term; readonly over: Term }
  /**
   * How much a cost grows from one setting to others, over how much the floor's grows, which is the cache's share:
   * the worst of them. It needs the last.
   */
  | {
      readonly kind: 'growth'
      readonly of: Term
      readonly to: readonly (Pick<Term, 'variant'> | Pick<Term, 'n'>)[]
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

const SIZES = [1_000, 10_000, 100_000, 1_000_000]
const STRESSES = ['10x10', '10x100', '10x1000']

function growth(workload: string, flavour: string, floor: string, must: number, aim?: number) {
  const line = workload !== 'stressed'
  const range = line ? '100 to 1,000,000 processes' : '10 to 10,000 waiting writers'
  return bound(
    `${workload}: ${flavour}, growth from ${range} beyond the floor's`,
    {
      kind: 'growth',
      of: line ? term(workload, 'plain', flavour, 100) : term(workload, '10x1', flavour),
      to: line ? SIZES.map(n => ({ n })) : STRESSES.map(variant => ({ variant })),
      floor,
    },
    must,
    aim,
  )
}

/** What a recorder costs that runs. */
function traced(flavour: string, must?: number, aim?: number, node?: string): Bound {
  const under = node === undefined ? {} : { node }
  const of = { ...term('commstime', 'seq', `${flavour}-traced`), ...under }
  return bound(
    `tracing on: ${flavour}${node === undefined ? '' : `, Node ${node}`}`,
    { kind: 'ratio', of, over: { ...of, flavour } },
    must,
    aim,
  )
}

/** What the possibility to record costs. */
function observable(flavour: string): Bound {
  const of = term('commstime', 'seq', flavour)
  return bound(
    `observability off: ${flavour} over ${flavour} without ports, within A/A`,
    { kind: 'overhead', of, over: { ...of, flavour: `${flavour}-portless` } },
    1,
  )
}

export const bounds: readonly Bound[] = [
  ratio(term('commstime', 'seq', 'fiber'), 'go', 0.9, 0.5),
  ratio(term('commstime', 'seq', 'fiber'), 'floor-generator', 2.0, 1.25),
  fastest(term('commstime', 'seq', 'async'), 1.0, 0.8),
  ratio(term('commstime', 'seq', 'async'), 'go', 1.5, 1.0),
  ratio(term('commstime', 'seq', 'async'), 'aPyCSP', 1 / 15),
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
  observable('fiber'),
  observable('async'),
  traced('fiber', 2),
  traced('async', 4),
  traced('async', undefined, 1.5, '24'),
]
