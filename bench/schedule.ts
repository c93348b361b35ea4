/** How long a run takes: planned from rough figures before it begins, corrected by its own speed while it goes on. */
import type { FlavourEntry } from './entries.ts'
import type { Plan } from './meter.ts'
import type { Contestant } from './method.ts'
import { parseStress } from './stress.ts'

/** Seconds for each process of a network: to create it, to let it communicate, and for some to end it. */
const PER_PROCESS = 6e-6

/** Seconds that one launch of a contestant will take, roughly. */
export function launchSeconds({ start }: FlavourEntry, contestant: Contestant, plan: Plan): number {
  const { laps, lapMilliseconds, warmUpMilliseconds } = plan
  const timed = contestant.workload === 'density' ? 0 : laps * lapMilliseconds + warmUpMilliseconds
  return start + timed / 1000 + processes(contestant) * PER_PROCESS
}

function processes({ workload, variant, n }: Contestant): number {
  if (workload === 'matrix') return n * n
  if (workload !== 'stressed') return n
  const { guards, writers } = parseStress(variant)
  return guards * writers
}

export class Schedule {
  readonly #planned: number
  readonly #now: () => number
  readonly #began: number
  #passed = 0

  /** @param planned seconds; `now` reads a clock in seconds */
  constructor(planned: number, now = () => performance.now() / 1000) {
    this.#planned = planned
    this.#now = now
    this.#began = now()
  }

  /** A part that was planned to take so many seconds is over. */
  pass(seconds: number): void {
    this.#passed += seconds
  }

  /** Seconds since the beginning. */
  elapsed(): number {
    return this.#now() - this.#began
  }

  /** Seconds that are left, if the rest keeps to the plan as well as what has passed. */
  left(): number {
    const pace = this.#passed === 0 ? 1 : this.elapsed() / this.#passed
    return Math.max(0, this.#planned - this.#passed) * pace
  }
}

/** `40 s`, `12 min`. */
export function durationText(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`
}
