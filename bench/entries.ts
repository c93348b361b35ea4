/** Who can take part: the flavours written here. The rivals enter themselves in rivals.ts. */

export interface FlavourEntry {
  readonly name: string
  /** Workloads that it has, some in one variant only, as in `commstime seq`; all of them if absent. */
  readonly has?: readonly string[]
  /** `workload` or `workload variant` that it cannot express, with the reason. */
  readonly lacks?: Readonly<Record<string, string>>
  /** The longest line of processes in a full run, where it would build a longer one for half a minute. */
  readonly longest?: number
  /** Takes part in every n-th round only: it is slow to start, or far from any bound. */
  readonly every?: number
  /** Seconds until its network is there, from which the time of a run is planned. */
  readonly start: number
  /** Takes part when it is named and in a full run, or only when it is named. */
  readonly reserved?: 'full' | 'named'
}

const FLOOR_IS_FIXED = 'the floor hand-wires its network and starts no process while it runs'
const NO_BUFFER = 'the floor has no buffers'
const floorLacks = { 'commstime par': FLOOR_IS_FIXED, 'prodcons 64': NO_BUFFER }
const lines = ['commstime', 'prodcons', 'stressed', 'density', 'chain', 'ring']

/** What a network costs that is observed, and what the possibility to observe it costs. */
const observed = { has: ['commstime seq'], start: 0.2, reserved: 'full' } as const

export const flavours: readonly FlavourEntry[] = [
  { name: 'fiber', start: 0.18 },
  { name: 'async', start: 0.18, longest: 100_000 },
  { name: 'floor-generator', has: [...lines, 'fan-out', 'fan-in'], lacks: floorLacks, start: 0.15 },
  { name: 'floor-promise', has: lines, lacks: floorLacks, start: 0.15, longest: 100_000 },
  // With a recorder running.
  { name: 'fiber-traced', ...observed },
  { name: 'async-traced', ...observed },
  // The same library with its observing ports compiled away: see portless.ts.
  { name: 'fiber-portless', ...observed },
  { name: 'async-portless', ...observed },
  // The same library as the compiler leaves it: see scripts/lib/pins.mjs.
  { name: 'fiber-unpinned', start: 0.18, reserved: 'named' },
  { name: 'async-unpinned', start: 0.18, reserved: 'named' },
]

/** True when a flavour has this form of the workload, or says why it cannot have it. */
export function enters({ has, lacks }: FlavourEntry, workload: string, variant: string): boolean {
  if (has === undefined || has.includes(workload)) return true
  const form = `${workload} ${variant}`
  return has.includes(form) || lacks?.[form] !== undefined || lacks?.[workload] !== undefined
}

/** Why a flavour cannot express a workload, or undefined when it can. */
export function lack({ lacks }: FlavourEntry, workload: string, variant: string) {
  return lacks?.[`${workload} ${variant}`] ?? lacks?.[workload]
}
