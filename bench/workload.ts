import type { Meter } from './meter.ts'

/** What one launch is asked to run. */
export interface Setting {
  /** `seq`, `64`, `10x1000`: which form of the workload. `plain` where there is only one. */
  readonly variant: string
  /** The size of the network; 0 for a workload that has none. */
  readonly n: number
  /** Values under way at once, in a line of processes. */
  readonly underWay: number
}

/** Builds a network and runs it until the meter has its laps. */
export type Network = (meter: Meter, setting: Setting) => Promise<void> | void

/** The processes of one launch of the density workload. */
export interface Population {
  /** Creates them; done when all have checked in and are blocked. */
  create(): Promise<void> | void
  /** Wakes one of them with a value and lets it block again. */
  communicate(): Promise<void> | void
  /** Ends them; done when the last has ended. Absent where a flavour has no termination. */
  end?(): Promise<void> | void
}

/** The networks of one flavour by workload, and its population. */
export interface Flavour {
  readonly networks: Readonly<Record<string, Network>>
  readonly population?: ((n: number) => Population) | undefined
}
