/**
 * Systematic search: every schedule, or one of each trace, by replaying the program from its beginning.
 *
 * Nothing of a JavaScript program can be copied, so the search is stateless: a path of the tree is walked again
 * from the start for each leaf. (VeriSoft, Godefroid 1997.)
 */

import { again } from './again.ts'
import { unite } from './causality.ts'
import type { Finding } from './ending.ts'
import type { Executed } from './executed.ts'
import { Execution, ProgramChanged, type Subject } from './execution.ts'
import { lengthOf } from './follow.ts'
import { breathe } from './loop.ts'
import { findRaces } from './races.ts'
import { situationOf, stateOf } from './situation.ts'
import type { Transition } from './transition.ts'
import { Node, Pick, type Situation } from './tree.ts'

export interface Counts {
  runs: number
  traces: number
  /** Schedules that sleep sets cut off, and those that came to a state seen before. */
  blocked: number
  cut: number
  events: number
  states: number
  depth: number
}

export const noCounts = (): Counts => ({
  runs: 0,
  traces: 0,
  blocked: 0,
  cut: 0,
  events: 0,
  states: 0,
  depth: 0,
})

export interface Search {
  readonly mode: 'dpor' | 'sleep' | 'dfs'
  readonly maxRuns: number
  readonly maxDepth: number
  readonly until: number
  /** Told of each schedule that ran to an end. */
  readonly ended?: (execution: Execution) => void
  /** Leaves out the search for races: for the test that shows that it is needed. */
  readonly blind?: boolean
  /** The length from which a schedule is not pursued: for searches of a shorter failure. */
  readonly bound?: () => number
  /** Lets processes go on before anything else, in one order only: not exhaustive, but far fewer schedules. */
  readonly eager?: boolean
  /** Called for each schedule that fails; true to go on. */
  readonly found: (finding: Finding, execution: Execution) => boolean
  readonly progress: () => void
}

type Ending = 'end' | 'blocked' | 'cut' | 'too deep'

/** Real milliseconds between two turns of the event loop. */
const BREATH = 50

export class Explorer {
  readonly counts: Counts = noCounts()
  private readonly subject: Subject
  private readonly search: Search
  private readonly path: (Node | Pick)[] = []
  /** How much of the path the present run has followed. */
  private depth = 0
  /** The state in which each event of the present run was chosen; none for the beginning. */
  private readonly states: (Node | undefined)[] = []
  /** The state that was looked at last, where states are kept. */
  private situation: Situation = { state: '', progress: 0 }
  private readonly seen = new Set<string>()
  private breathed = performance.now()

  constructor(subject: Subject, search: Search) {
    this.subject = subject
    this.search = search
  }

  /** The choices of the present schedule, each by its place among what was possible. */
  get decisions(): number[] {
    return this.path.map(node =>
      node instanceof Pick
        ? node.at
        : node.enabled.findIndex(transition => transition.key === node.chosen),
    )
  }

  /** Explores until nothing is left (true) or a bound is reached or the search is called off (false). */
  async explore(): Promise<boolean> {
    const { counts, search } = this
    let complete = true
    for (;;) {
      const execution = new Execution(this.subject, { causal: search.mode === 'dpor' })
      const ending = await this.walk(execution)
      counts.runs++
      counts.events += execution.run.events.length - 1
      counts.depth = Math.max(counts.depth, execution.run.events.length - 1)
      if (ending === 'blocked') counts.blocked++
      else if (ending === 'cut') counts.cut++
      else if (ending === 'too deep') complete = false
      else {
        counts.traces++
        search.ended?.(execution)
      }
      if (execution.finding !== null && !search.found(execution.finding, execution)) return false
      if (!this.backtrack()) return complete
      if (counts.runs >= search.maxRuns || performance.now() > search.until) return false
      await this.breathe()
    }
  }

  /** Follows the present path, and beyond it the first choice everywhere. */
  private async walk(execution: Execution): Promise<Ending> {
    this.depth = 0
    execution.run.pick = count => this.pick(count)
    await execution.begin()
    const parent = await this.retrace(execution)
    return this.extend(execution, parent)
  }

  /** Chooses within an event: what the path says, or beyond it the first. */
  private pick(count: number): number {
    const { path } = this
    const known = path[this.depth] ?? new Pick(count)
    if (!(known instanceof Pick) || known.count !== count) throw changed()
    path[this.depth++] = known
    return known.at
  }

  /** Walks the present path again, of which only the last choice is new, and gives the state of that choice. */
  private async retrace(execution: Execution): Promise<Node | null> {
    const { path, search } = this
    let last: Node | null = null
    while (this.depth < path.length) {
      const node = path[this.depth++] as Node
      // Where another choice is taken than before, what it disables is told by the objects of this run.
      if (!search.eager && path.slice(this.depth).every(one => one instanceof Pick))
        node.enabled = execution.enabled()
      const transition = again(execution.run, node.transition)
      if (transition === null) throw changed()
      const before = node.event!
      const event = await this.take(execution, node, transition)
      if (this.depth >= path.length) this.reduce(execution)
      // The same event as before: the places that order it after others were looked at then.
      else unite(event.past, before.past)
      last = node
    }
    return last
  }

  /** Goes on from the end of the path, and makes it longer by each choice. */
  private async extend(execution: Execution, from: Node | null): Promise<Ending> {
    const { path, search } = this
    for (let parent = from; ; ) {
      const possible = execution.enabled()
      const enabled = search.eager && possible[0]?.kind === 'turn' ? possible.slice(0, 1) : possible
      if (enabled.length === 0) {
        await execution.end()
        return 'end'
      }
      if (execution.run.events.length > search.maxDepth) {
        execution.giveUp()
        return 'too deep'
      }
      if (search.bound !== undefined && lengthOf(execution) >= search.bound()) return 'cut'
      if (this.repeats(execution)) return 'cut'
      const sleep =
        parent === null || search.mode === 'dfs' ? new Map() : parent.sleepAfter(parent.event!)
      const chosen = enabled.find(({ key }) => !sleep.has(key))
      if (chosen === undefined) return 'blocked'
      const node = new Node(enabled, sleep, chosen, this.situation)
      path.push(node)
      this.depth = path.length
      await this.take(execution, node, chosen)
      this.reduce(execution)
      parent = node
    }
  }

  private async take(execution: Execution, node: Node, transition: Transition): Promise<Executed> {
    const event = await execution.take(transition)
    node.event = event
    this.states[event.index] = node
    return event
  }

  private reduce(execution: Execution): void {
    if (this.search.mode !== 'dpor' || this.search.blind) return
    findRaces(execution.run, event => this.states[event] ?? null)
  }

  /** Whether this state has been explored already, where states are kept. */
  private repeats(execution: Execution): boolean {
    if (this.search.mode !== 'dfs') return false
    const { fingerprint } = this.subject.options
    const { run } = execution
    const state =
      fingerprint === undefined ? stateOf(run) : `${situationOf(run)} # ${fingerprint()}`
    this.situation = { state, progress: execution.progress }
    if (this.seen.has(state)) {
      if (fingerprint !== undefined) this.findLivelock(execution)
      return true
    }
    this.seen.add(state)
    this.counts.states = this.seen.size
    return false
  }

  /** A way from a state back to it, on which the program has got nothing done, can be taken for ever. */
  private findLivelock(execution: Execution): void {
    const { state, progress } = this.situation
    const cycle = this.path.some(
      node => node instanceof Node && node.state === state && node.progress === progress,
    )
    if (cycle) execution.livelock()
  }

  /** Goes back to the last state in which something is left to explore. */
  private backtrack(): boolean {
    const { path } = this
    const candidates = this.search.mode === 'dpor' ? 'backtrack' : 'all'
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      if (top instanceof Pick) {
        if (++top.at < top.count) return true
      } else {
        top.finish()
        if (top.choose(candidates)) return true
      }
      path.pop()
    }
    return false
  }

  private async breathe(): Promise<void> {
    if (performance.now() - this.breathed < BREATH) return
    await breathe()
    this.search.progress()
    this.breathed = performance.now()
  }
}

const changed = (): ProgramChanged =>
  new ProgramChanged('the program did not do the same again when a schedule was replayed')
