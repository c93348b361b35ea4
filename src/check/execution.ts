/**
 * One schedule from its beginning to its end, with whatever follows it chosen by the caller.
 */
import { rootCause } from '../core/errors.ts'
import { enabled, type Rules } from './enabled.ts'
import { type Finding, failure, findingAtEnd } from './ending.ts'
import type { Environment, Outcome } from './environment.ts'
import type { Executed } from './executed.ts'
import type { Histories } from './histories.ts'
import { breathe, pause } from './loop.ts'
import type { CheckOptions, Program } from './options.ts'
import { atPath, type Properties, propertiesOf } from './properties.ts'
import { Run } from './run.ts'
import { eventOf, SpecificationWalk } from './spec.ts'
import { take } from './take.ts'
import type { Transition } from './transition.ts'

/** The check itself cannot go on: what the program does is outside of what can be checked. */
export class CheckError extends Error {
  override name = 'CheckError'
}

/** A path that was walked before could not be walked again. */
export class ProgramChanged extends Error {}

export interface Subject {
  readonly program: Program
  readonly options: CheckOptions
  readonly rules: Rules
  readonly histories: Histories
  readonly environment: Environment
}

/** What is kept of a run, for who asks. */
export interface Kept {
  /** What each event depends on. */
  readonly causal?: boolean
  /** What passed, for a chronicle. */
  readonly told?: boolean
}

/** Real milliseconds for something foreign to happen before a run counts as at its end. */
const PATIENCE = 50

export class Execution {
  readonly run: Run
  finding: Finding | null = null
  /** How many events had happened when the program failed; what is left of it runs on to its end. */
  failed: number | null = null
  private readonly subject: Subject
  private outcome!: Outcome
  private readonly properties: Properties

  constructor(subject: Subject, { causal = false, told = false }: Kept = {}) {
    const { options, histories, rules } = subject
    this.subject = subject
    this.properties = propertiesOf(options)
    this.run = new Run(histories, {
      fifo: rules.partner === 'fifo',
      memory: options.granularity === 'resume',
      causal,
      told,
    })
    if (options.spec !== undefined) this.run.specification = new SpecificationWalk(options.spec)
  }

  async begin(): Promise<void> {
    const { environment, program } = this.subject
    atPath(this.properties)
    this.outcome = await environment.start(this.run, program)
    this.look()
  }

  /** What can happen next; nothing once something was found. */
  enabled(): Transition[] {
    if (this.finding !== null) return []
    const found = enabled(this.run, this.subject.rules)
    if (this.run.specification !== null) this.compareRefusals(this.run.specification, found)
    return this.finding === null ? found : []
  }

  /** Where nothing hidden can happen, the program must offer what the specification insists on. */
  private compareRefusals(walk: SpecificationWalk, found: readonly Transition[]): void {
    const offered = new Set<string>()
    for (const one of found) {
      const place = one.kind === 'meet' ? one.from : one.kind === 'put' ? one.place : null
      if (place === null || !walk.concerns(place.channel)) return
      offered.add(eventOf(walk.spec, place.channel.name, place.offer.value))
    }
    walk.rests(offered)
    this.finding ??= walk.finding
  }

  async take(transition: Transition): Promise<Executed> {
    const event = await take(this.run, transition)
    this.look()
    return event
  }

  /** To be called when nothing is enabled: judges the end. */
  async end(): Promise<void> {
    if (this.finding !== null) return
    if (typeof this.outcome.result === 'function')
      throw new CheckError(
        'the program gave a function, so it makes a program and is none: check(make(3)), ' +
          'or for the command, export const program = make(3)',
      )
    // Named before anything foreign can happen: afterwards they wait no more.
    const suspects = this.suspects()
    // Lets rejections be reported that nobody has handled.
    await breathe()
    const busy = suspects.length > 0 && (await this.isBusyOutside())
    if (busy || this.run.foreign) throw foreignWait(this.run, suspects)
    const daemons = new Set(this.subject.options.daemons ?? [])
    const finding = findingAtEnd(this.run, this.outcome, daemons)
    // What it is stuck in may be answered when the timer goes off.
    if (finding !== null && finding.kind !== 'error' && this.run.alarms.size > 0)
      throw foreignWait(this.run, suspects)
    this.finding = finding
  }

  /** To be called when a schedule is given up as too long. */
  giveUp(): void {
    if (this.outcome.roots.length > 0) this.finding ??= failure(this.outcome.roots[0])
  }

  /** How often the program has said that it got something done. */
  get progress(): number {
    return this.properties.progress
  }

  livelock(): void {
    this.finding ??= {
      kind: 'livelock',
      message:
        'livelock: the program comes back to a state without having got anything done, and can do so for ever',
    }
  }

  private look(): void {
    const { run } = this
    const { outsider } = run.names
    if (outsider !== null)
      throw new CheckError(
        `channel '${outsider.name}' was not made by the program: make it inside, ` +
          'for every schedule begins anew: check(async () => { const c = channel() … })',
      )
    if (run.foreign) throw foreignWait(run, this.suspects())
    if (this.outcome.roots.length > 0) this.failed ??= this.momentOf(this.outcome.roots[0])
    this.finding ??= run.specification?.finding ?? this.properties.violation()
  }

  /** How many events had happened when a process failed with this, long before its scope was over perhaps. */
  private momentOf(root: unknown): number {
    for (const { event, what } of this.run.notes)
      if (what.kind === 'end' && what.outcome === 'failed' && rootCause(what.error) === root)
        return event + 1
    return this.run.events.length
  }

  /** Waits for what processes may await outside of the library: whether something goes on there. */
  private async isBusyOutside(): Promise<boolean> {
    const { run, subject } = this
    // What goes on and on without a word to the library never rests.
    let busy = true
    for (let left = PATIENCE; left > 0 && !run.foreign; left -= 5) {
      await pause(5)
      busy &&= subject.environment.isWaitingOutside
    }
    return busy
  }

  /** Processes that wait for nothing that the library knows. */
  private suspects(): string[] {
    const { run } = this
    const waiting = new Set([...run.waiting.values()].map(party => party.task))
    const parents = new Set(run.tasks.filter(task => !task.ended).map(task => task.parent))
    return run.tasks
      .filter(task => !task.ended && !waiting.has(task) && !parents.has(task))
      .map(task => task.name)
  }
}

function foreignWait({ alarms }: Run, suspects: readonly string[]): CheckError {
  if (suspects.length === 0 && alarms.size > 0)
    return new CheckError(
      `${oneOf([...alarms.values()].map(task => task.name))} has set a timer that is not the library's, ` +
        'so its schedules cannot be explored: await sleep(ms), or select with after(ms)',
    )
  return new CheckError(
    `${oneOf(suspects)} awaits something that is not an operation of the library, so its schedules cannot be explored: ` +
      'wrap the call, await io(() => fetch(url)), or stand in for it with a channel',
  )
}

function oneOf(names: readonly string[]): string {
  const quoted = [...new Set(names)].map(name => `'${name}'`)
  return quoted.length === 0 ? 'a process' : `process ${quoted.join(' or ')}`
}
