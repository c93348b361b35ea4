/** What `npm run bench -- remote` prints: one line of its table. */
export interface Measurement {
  readonly subject: string
  readonly value: number
  /** What the value counts: 'rendezvous/s', 'times'. */
  readonly unit: string
  /** What it must not fall below: a promise of the design, or what was measured beside it. */
  readonly must?: number
}

/** A part of the benchmark. It says by `progress` what it does, and gives its lines in the order of the table. */
export type Measure = (progress: (line: string) => void) => Promise<readonly Measurement[]>

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other)
  return sorted[sorted.length >> 1] ?? Number.NaN
}
