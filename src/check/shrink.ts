/**
 * Making a failure shorter, in three steps: keep the causal past of what failed; take back, in ever smaller
 * groups, the choices that differ from the default (delta debugging, Zeller and Hildebrandt 2002); and search
 * everything that is shorter than what is left, as far as a bound on the work allows.
 */
import { contains } from './causality.ts'
import type { FailureKind } from './ending.ts'
import type { Subject } from './execution.ts'
import { Explorer } from './explore.ts'
import { byDecisions, type Followed, follow, type Guide, lengthOf } from './follow.ts'

/** Schedules that the last step may try. */
const SEARCHED = 1_000

interface Candidate {
  readonly decisions: readonly number[]
  readonly length: number
  readonly deviations: number
}

export class Shrinker {
  private readonly subject: Subject
  private readonly kind: FailureKind
  private readonly maxDepth: number

  constructor(subject: Subject, kind: FailureKind, maxDepth: number) {
    this.subject = subject
    this.kind = kind
    this.maxDepth = maxDepth
  }

  /** A schedule that fails in the same way, no longer than the one given. */
  async shrink(decisions: readonly number[]): Promise<readonly number[]> {
    let best = await this.attempt(byDecisions(decisions))
    if (best === null) return decisions
    best = await this.causalPast(best)
    best = await this.deltaDebug(best)
    best = await this.searchShorter(best)
    best = await this.deltaDebug(best)
    return best.decisions
  }

  private async attempt(guide: Guide): Promise<Candidate | null> {
    return this.candidate(await follow(this.subject, guide, { maxDepth: this.maxDepth }))
  }

  private candidate({ execution, decisions }: Followed): Candidate | null {
    if (execution.finding?.kind !== this.kind) return null
    const last = decisions.findLastIndex(decision => decision !== 0)
    const kept = decisions.slice(0, last + 1)
    const deviations = kept.filter(decision => decision !== 0).length
    return { decisions: kept, length: lengthOf(execution), deviations }
  }

  /** Runs only what the failing event depends on, as far as there is one. */
  private async causalPast(best: Candidate): Promise<Candidate> {
    const { execution } = await follow(this.subject, byDecisions(best.decisions), {
      causal: true,
      maxDepth: this.maxDepth,
    })
    const { events } = execution.run
    const last = events[(execution.failed ?? events.length) - 1]!
    const wanted = events.filter(event => contains(last.past, event.index)).map(event => event.key)
    const next: Guide['next'] = enabled => {
      for (const key of wanted) {
        const at = enabled.findIndex(one => one.key === key)
        if (at >= 0) return at
      }
      return 0
    }
    return this.better(best, await this.attempt({ next, pick: () => 0 }))
  }

  private async deltaDebug(start: Candidate): Promise<Candidate> {
    let best = start
    for (let size = Math.ceil(best.deviations / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < best.deviations; ) {
        const tried = await this.attempt(byDecisions(without(best.decisions, from, size)))
        const better = this.better(best, tried)
        if (better === best) from += size
        best = better
      }
    }
    return best
  }

  private async searchShorter(start: Candidate): Promise<Candidate> {
    let best = start
    const explorer: Explorer = new Explorer(this.subject, {
      mode: 'dfs',
      maxRuns: SEARCHED,
      maxDepth: this.maxDepth,
      until: Infinity,
      eager: true,
      bound: () => best.length,
      found: (_finding, execution) => {
        const { decisions } = explorer
        best = this.better(best, this.candidate({ execution, decisions, complete: true }))
        return true
      },
      progress: () => {},
    })
    await explorer.explore()
    return best
  }

  private better(best: Candidate, tried: Candidate | null): Candidate {
    if (tried === null || tried.length > best.length) return best
    return tried.length < best.length || tried.deviations < best.deviations ? tried : best
  }
}

/** The decisions with some of those that deviate taken back. */
function without(decisions: readonly number[], from: number, count: number): number[] {
  let deviation = 0
  return decisions.map(decision => {
    if (decision === 0) return 0
    const at = deviation++
    return at >= from && at < from + count ? 0 : decision
  })
}
