/** The JSON form of results: one object a line. */
import type { Result } from './contest.ts'
import { median, summary } from './method.ts'
import type { Verdict } from './verdict.ts'

/** `ns` or, for density, `bytes`: the lower quartile over the launches, which is what comparisons use. */
export interface Figure {
  readonly workload: string
  readonly variant: string
  readonly flavour: string
  /** Rounds in a lap, or the size of the network for the workloads that have one. */
  readonly n: number
  readonly ns?: number
  readonly bytes?: number
  /** Density only: resident bytes per process, and the seconds of creation, first communication and end. */
  readonly resident?: number
  readonly create?: number
  readonly first?: number
  readonly teardown?: number | null
  readonly min: number
  readonly quartile: number
  readonly median: number
  /** Launches. */
  readonly runs: number
  /** The version of Node that ran the flavour, or the harness where the flavour is not a Node program. */
  readonly node: string
}

const round = (x: number, digits = 2) => Number(x.toFixed(digits))

/** The line of one result. */
export function figure(result: Result, node: string): Figure {
  const { workload, variant, flavour } = result.contestant
  const { min, quartile, median: middle, runs } = summary(result)
  return {
    workload,
    variant,
    flavour,
    n: result.n,
    ...(workload === 'density' ? population(result, quartile) : { ns: round(quartile) }),
    min: round(min),
    quartile: round(quartile),
    median: round(middle),
    runs,
    node,
  }
}

function population({ censuses }: Result, bytes: number) {
  const middle = (of: (census: (typeof censuses)[number]) => number) => median(censuses.map(of))
  return {
    bytes: round(bytes, 1),
    resident: round(
      middle(census => census.resident),
      1,
    ),
    create: round(
      middle(census => census.create),
      3,
    ),
    first: round(
      middle(census => census.first),
      6,
    ),
    teardown: censuses.every(census => census.teardown !== null)
      ? round(
          middle(census => census.teardown!),
          3,
        )
      : null,
  }
}

/** The first line of a file: where and with what its figures were taken. */
export interface Machine {
  readonly workload: 'machine'
  readonly date: string
  readonly cpu: string
  readonly cores: number
  readonly memory: string
  readonly system: string
  /** Where, and with what priority, each launch ran. */
  readonly launches: string
  /** How long the run took. */
  readonly minutes?: number
  readonly versions: Readonly<Record<string, string>>
  /** Flavours that were asked for and could not be had, with the reason. */
  readonly unavailable: Readonly<Record<string, string>>
}

/** A bound and how a full run stands to it. */
export type BoundLine = Verdict & { readonly workload: 'bound' }

export interface BenchmarkFile {
  readonly machine: Machine
  readonly figures: readonly Figure[]
  /** Empty unless the run was a full one. */
  readonly bounds: readonly BoundLine[]
}

/** Reads a file of figures. Throws when it holds no run, or several: figures of two runs cannot be compared. */
export function parseFile(text: string): BenchmarkFile {
  const lines = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Machine | Figure | BoundLine)
  const machines = lines.filter((line): line is Machine => line.workload === 'machine')
  if (machines.length !== 1) {
    throw new Error(
      `the file holds ${machines.length} runs, and a report needs exactly one: write it with --json FILE`,
    )
  }
  return {
    machine: machines[0]!,
    figures: lines.filter((line): line is Figure => !['machine', 'bound'].includes(line.workload)),
    bounds: lines.filter((line): line is BoundLine => line.workload === 'bound'),
  }
}
