/** What there is to measure: data only, so that listing the benchmarks loads no library. */
import { stressVariant } from './stress.ts'
import type { Setting } from './workload.ts'

export interface Workload {
  readonly name: string
  /** What the figure is, for the tables and `--help`. */
  readonly measures: string
  readonly variants: readonly string[]
  /** Variants that only a full run has, and only of hocket and its floors: how the cost grows. */
  readonly growth?: readonly string[]
  /** Launches of each contestant, unless the command says otherwise. */
  readonly launches: number
  /** Network sizes; empty for a workload that has none. */
  readonly sizes: readonly number[]
  /** Values under way at once in a network of size n, where that is a choice. */
  readonly underWay?: (n: number) => number
  /** Communications in one round of the meter. */
  readonly communications: (setting: Setting) => number
}

const one = () => 1

/** 100, 1,000 … 1,000,000 processes. */
const LINE_SIZES = [100, 1_000, 10_000, 100_000, 1_000_000]

/** What is held against a bound in time takes twenty launches. */
const COMPARED = 20
/** Bytes differ little between launches. */
const COUNTED = 5
/** The cost against the size of a network: a launch of a million processes takes seconds. */
const CURVE = 5

/** A value passes n + 1 channels on its way through n identities. */
const lineCommunications = ({ n, underWay }: Setting) => (n + 1) * underWay

/**
 * Reads made until the n-th prime is found: a number is read once by each stage up to the one of its smallest
 * prime factor; the k-th prime by the k - 1 filters before it and by the process that collects it.
 */
export function sieveCommunications(n: number): number {
  const primes: number[] = []
  let reads = 0
  for (let value = 2; primes.length < n; value++) {
    const divisor = primes.findIndex(prime => value % prime === 0)
    reads += divisor === -1 ? primes.length + 1 : divisor + 1
    if (divisor === -1) primes.push(value)
  }
  return reads
}

export const workloads: readonly Workload[] = [
  {
    name: 'commstime',
    measures: 'ns per communication in the ring prefix, delta, successor with a consumer',
    variants: ['seq', 'par'],
    launches: COMPARED,
    sizes: [],
    communications: () => 4,
  },
  {
    name: 'prodcons',
    measures: 'ns per message from one producer to one consumer, by the size of the buffer',
    variants: ['0', '64'],
    launches: COMPARED,
    sizes: [],
    communications: one,
  },
  {
    name: 'stressed',
    measures: 'ns per fair select over g channels with w writers blocked on each (variant gxw)',
    variants: [stressVariant({ guards: 10, writers: 1_000 })],
    growth: [
      ...[1, 10, 100].map(writers => stressVariant({ guards: 10, writers })),
      ...[1, 32, 128].map(guards => stressVariant({ guards, writers: 100 })),
    ],
    launches: COMPARED,
    sizes: [],
    communications: one,
  },
  {
    name: 'density',
    measures: 'bytes of heap per blocked process',
    variants: ['plain'],
    launches: COUNTED,
    sizes: [100_000],
    communications: one,
  },
  {
    name: 'chain',
    measures: 'ns per communication in a row of n identities, four values under way',
    variants: ['plain'],
    launches: CURVE,
    sizes: LINE_SIZES,
    // Few, since the values of a round pass n processes each. A row of n identities holds no more than n.
    underWay: n => Math.min(n, 4),
    communications: lineCommunications,
  },
  {
    name: 'ring',
    measures: 'ns per hop of one token round n processes',
    variants: ['plain'],
    launches: CURVE,
    sizes: LINE_SIZES,
    communications: lineCommunications,
  },
  {
    name: 'fan-out',
    measures: 'ns per message from one producer to n consumers of one channel',
    variants: ['plain'],
    launches: CURVE,
    sizes: [1_000],
    communications: one,
  },
  {
    name: 'fan-in',
    measures: 'ns per message from n producers to one consumer of one channel',
    variants: ['plain'],
    launches: CURVE,
    sizes: [1_000],
    communications: one,
  },
  {
    name: 'matrix',
    measures: 'ns per communication in a grid of n by n cells',
    variants: ['plain'],
    launches: CURVE,
    sizes: [10, 100],
    // n rows and n columns, each a line of n + 1 channels: a wave passes every channel once.
    communications: ({ n }) => 2 * n * (n + 1),
  },
  {
    name: 'sieve',
    measures: 'ns per communication of a sieve that grows to n primes',
    variants: ['plain'],
    launches: CURVE,
    sizes: [500],
    communications: ({ n }) => sieveCommunications(n),
  },
]

export function findWorkload(name: string): Workload | undefined {
  return workloads.find(workload => workload.name === name)
}

/** The setting of a launch, with what follows from the size filled in. */
export function setting(workload: Workload, variant: string, n: number): Setting {
  return { variant, n, underWay: workload.underWay?.(n) ?? 1 }
}
