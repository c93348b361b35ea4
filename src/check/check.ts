/**
 * `check`: every schedule of the program that ships.
 */
import { chronicle, shapeOf } from './chronicle.ts'
import type { Rules } from './enabled.ts'
import type { FailureKind, Finding } from './ending.ts'
import { Environment } from './environment.ts'
import { type Execution, ProgramChanged, type Subject } from './execution.ts'
import { type Counts, Explorer, noCounts } from './explore.ts'
import { byDecisions, follow, lengthOf } from './follow.ts'
import { Histories } from './histories.ts'
import { breathe } from './loop.ts'
import type { CheckOptions, Effort, Mode, Program } from './options.ts'
import { refuse } from './refuse.ts'
import { assumptionsOf, type CheckReport, type Failure } from './report.ts'
import { findSharing, nondeterminism } from './sharing.ts'
import { Shrinker } from './shrink.ts'
import { fromToken, toToken } from './token.ts'
import { atRandom, byPriorities, seeded } from './walk.ts'

const SCHEDULES = 1_000_000
const WALKS = 1_000
const DEEPEST = 10_000

/**
 * Explores the schedules of a program and says whether one of them goes wrong: a deadlock, an error, a process
 * left over, an invariant or a specification broken. The program is run again and again, each time with other
 * choices, so it must build everything that it uses anew.
 *
 *     const report = await check(async () => {
 *       const c = channel<number>('c')
 *       await parallel(() => c.writer.write(1), () => c.reader.read())
 *     })
 *
 * Relatives: VeriSoft for C, loom and Shuttle for Rust, Coyote for .NET, CHESS.
 *
 * @throws CheckError (rejects) for a program that cannot be checked: it awaits something foreign, or uses
 *   channels made outside of it
 * @throws TypeError (rejects) for a token of another program
 */
export async function check(program: Program, options: CheckOptions = {}): Promise<CheckReport> {
  return new Check(program, options).report()
}

class Check {
  private readonly options: CheckOptions
  private readonly mode: Mode
  private readonly subject: Subject
  private readonly maxDepth: number
  private readonly began = performance.now()
  private readonly failures: Partial<Record<FailureKind, number>> = {}
  private first: { finding: Finding; decisions: readonly number[] } | null = null
  private processes = 0
  /** Milliseconds that the search took, once it is over. */
  private searched: number | null = null
  private counts: Counts = noCounts()

  constructor(program: Program, options: CheckOptions) {
    this.options = options
    this.mode = options.mode ?? (options.fingerprint === undefined ? 'dpor' : 'dfs')
    this.maxDepth = options.maxDepth ?? DEEPEST
    refuse(options, this.mode)
    const rules: Rules = {
      partner: options.partner ?? 'any',
      time: options.time ?? 'maximal progress',
    }
    const environment = new Environment()
    this.subject = { program, options, rules, histories: new Histories(), environment }
  }

  async report(): Promise<CheckReport> {
    const { environment } = this.subject
    environment.install()
    try {
      return await this.run()
    } finally {
      environment.uninstall()
    }
  }

  private async run(): Promise<CheckReport> {
    const { options } = this
    if (options.replay !== undefined) return this.replay(options.replay)
    let exhausted = false
    try {
      exhausted =
        this.mode === 'random' || this.mode === 'pct' ? await this.walk() : await this.explore()
    } catch (error) {
      if (!(error instanceof ProgramChanged)) throw error
      return this.conclude(await this.whyChanged(), false)
    }
    this.searched = performance.now() - this.began
    // What was found stands; what was not found is worth nothing if processes share memory.
    const sharing =
      this.first === null && options.granularity !== 'resume'
        ? await findSharing(this.subject)
        : null
    return this.conclude(sharing, exhausted)
  }

  // ------------------------------------------------------------------ searching

  private async explore(): Promise<boolean> {
    const { options } = this
    const explorer: Explorer = new Explorer(this.subject, {
      mode: this.mode as 'dpor' | 'sleep' | 'dfs',
      maxRuns: options.maxRuns ?? SCHEDULES,
      maxDepth: this.maxDepth,
      until: this.began + (options.maxMilliseconds ?? Infinity),
      found: (finding, execution) => {
        this.found(finding, execution, explorer.decisions)
        return options.all ?? false
      },
      progress: () => options.progress?.(this.effort),
    })
    this.counts = explorer.counts
    return explorer.explore()
  }

  /** Walks at random; that is never exhaustive. */
  private async walk(): Promise<false> {
    const { options, counts } = this
    const random = seeded(options.seed ?? 1)
    const guide = this.mode === 'pct' ? byPriorities : atRandom
    const until = this.began + (options.maxMilliseconds ?? Infinity)
    for (let left = options.maxRuns ?? WALKS; left > 0 && performance.now() < until; left--) {
      const { execution, decisions, complete } = await follow(this.subject, guide(random), {
        maxDepth: this.maxDepth,
      })
      this.count(execution, complete)
      if (execution.finding !== null) {
        this.found(execution.finding, execution, decisions)
        if (!options.all) return false
      }
      if (counts.runs % 100 === 0) {
        options.progress?.(this.effort)
        await breathe()
      }
    }
    return false
  }

  private async replay(token: string): Promise<CheckReport> {
    const { decisions, fingerprint } = fromToken(token)
    const { execution, complete } = await follow(this.subject, byDecisions(decisions), {
      told: true,
      maxDepth: this.maxDepth,
    })
    if (fingerprint !== shapeOf(execution.run))
      throw new TypeError(
        'this replay token was made for another program, or the program has changed since: check it again',
      )
    this.count(execution, complete)
    if (execution.finding === null) return this.conclude(null, false)
    this.found(execution.finding, execution, decisions)
    const failure = this.failure(execution.finding, execution, decisions)
    return { ...this.conclusion('fails'), failure }
  }

  // ------------------------------------------------------------------ results

  private count({ run }: Execution, complete: boolean): void {
    const { counts } = this
    counts.runs++
    if (complete) counts.traces++
    counts.events += run.events.length - 1
    counts.depth = Math.max(counts.depth, run.events.length - 1)
    this.processes = Math.max(this.processes, run.tasks.length)
  }

  private found(finding: Finding, { run }: Execution, decisions: readonly number[]): void {
    this.processes = Math.max(this.processes, run.tasks.length)
    this.failures[finding.kind] = (this.failures[finding.kind] ?? 0) + 1
    this.first ??= { finding, decisions }
  }

  /** A replayed path was not there again: by chance, or because something outlives a run. */
  private async whyChanged(): Promise<Finding> {
    const finding = await findSharing(this.subject)
    return finding ?? nondeterminism(this.subject.environment.chance)
  }

  private async conclude(other: Finding | null, exhausted: boolean): Promise<CheckReport> {
    if (this.first !== null) {
      const { finding, decisions } = this.first
      const shrinker = new Shrinker(this.subject, finding.kind, this.maxDepth)
      const short = this.options.shrink === false ? decisions : await shrinker.shrink(decisions)
      const { execution } = await follow(this.subject, byDecisions(short), {
        told: true,
        maxDepth: this.maxDepth,
      })
      const failure = this.failure(execution.finding ?? finding, execution, short)
      return { ...this.conclusion('fails'), failure }
    }
    const { execution } = await follow(this.subject, byDecisions([]), {
      told: true,
      maxDepth: this.maxDepth,
    })
    this.processes = Math.max(this.processes, execution.run.tasks.length)
    if (other !== null) {
      this.failures[other.kind] = 1
      return { ...this.conclusion('fails'), failure: this.failure(other, execution, []) }
    }
    const idle = chronicle(execution.run).every(({ kind }) => kind === 'spawn' || kind === 'end')
    return this.conclusion(exhausted ? 'holds' : 'not exhausted', idle)
  }

  /** @param idle whether the program communicates nothing and waits for nothing, so that nothing was checked */
  private conclusion(verdict: CheckReport['verdict'], idle = false): CheckReport {
    return {
      verdict,
      mode: this.mode,
      effort: this.effort,
      failures: this.failures,
      assumptions: assumptionsOf(this.options, this.processes, idle),
    }
  }

  private failure(
    { kind, message, error }: Finding,
    execution: Execution,
    decisions: readonly number[],
  ): Failure {
    return {
      kind,
      message,
      ...(error !== undefined && { error }),
      token: toToken(decisions, shapeOf(execution.run)),
      length: lengthOf(execution),
      events: chronicle(execution.run),
    }
  }

  private get effort(): Effort {
    const { runs, traces, events, states, depth } = this.counts
    const milliseconds = this.searched ?? performance.now() - this.began
    return { runs, traces, events, states, depth, milliseconds }
  }
}
