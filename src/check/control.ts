/**
 * The choice port of the engine, for one run.
 *
 * The channels, selections, scopes and timers are the ones that ship. While this holds the port they report what
 * they offer and whom they answer, and nothing goes on before the search says so.
 */
import type { Wakeable } from '../core/budget.ts'
import type { ChannelCore } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import { launch } from '../core/launch.ts'
import type { Access, Choice } from '../core/ports.ts'
import { type Handle, type Process, settleDone } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import { Scope } from '../core/scope.ts'
import { type Selection, shuffle } from '../core/selection.ts'
import { Sleep } from '../core/sleep.ts'
import type { Timer } from '../core/timer.ts'
import { Sleep as FiberSleep } from '../fiber/waiting.ts'
import { attempt, serveEarlier } from './attempt.ts'
import { BEGINNING } from './histories.ts'
import { ownerOf, type Task } from './party.ts'
import { awaitsOthers, mayHappenAlone } from './polls.ts'
import type { Run } from './run.ts'

export class Control implements Choice {
  readonly run: Run
  /** The event in which something that cannot wait was done last, and how many parties it had posted then. */
  private settled = { event: -1, posted: 0 }
  /** Buffered channels that have been tried since. */
  private tried: ChannelCore[] = []
  /** Whether a selection only looks whether it has to poll. */
  private looking = false
  private lastArmed: Timer | null = null

  constructor(run: Run) {
    this.run = run
  }

  starting(handle: Handle): void {
    const { run } = this
    const key = run.step.name()
    const task: Task = {
      name: handle.name,
      number: run.tasks.length,
      parent: run.step.task,
      process: null,
      ended: false,
      place: run.histories.of(key, 'is', 'process'),
      history: BEGINNING,
    }
    run.tasks.push(task)
    if (run.joins.of(handle.scope) === undefined) run.joins.open(handle.scope, key, run.owner)
    run.ready({ key, task, causes: [], wake: () => launch(handle), from: null })
  }

  offered(channel: ChannelCore, end: EndName, offer: Offer): void {
    const { run } = this
    const party = run.partyOf(ownerOf(offer))
    party.places.push({ channel, end, offer })
    run.use(channel, 'shared')
    let standing = run.channels.get(channel)
    if (standing === undefined) {
      standing = { reader: [], writer: [] }
      run.channels.set(channel, standing)
    }
    if (standing[end].at(-1) !== party) standing[end].push(party)
    if (run.fifo) run.useNamed(run.queueOf(channel, end), 'exclusive')
  }

  parked(offer: Offer): void {
    const { place } = offer
    if (place === null) return
    const party = this.run.partyOf(offer)
    party.awaits = awaitsOthers(place)
    if (place instanceof Sleep || place instanceof FiberSleep)
      this.run.sleepers.set(this.lastArmed!, party)
  }

  waking(offer: Offer & Wakeable): void {
    const { run } = this
    if (run.current === null) {
      run.foreign = true
      offer.settle()
      return
    }
    // One that was told to stop before it could wait was not heard of.
    const party = run.partyOf(offer)
    run.answer(party)
    run.waiting.delete(offer)
    run.byKey.delete(party.key)
    const key = run.histories.of(party.key, 'answer', run.step.history)
    run.ready({
      key,
      task: party.task,
      causes: [party.since],
      wake: () => offer.settle(),
      from: party,
    })
  }

  joined(ended: Process | Scope): void {
    const { run } = this
    if (!(ended instanceof Scope)) {
      const task = run.byProcess.get(ended)?.parent ?? run.owner
      const key = run.histories.of(run.step.history, 'joins', 'done')
      run.ready({ key, task, causes: [], wake: () => settleDone(ended), from: null })
      return
    }
    const joined = run.joined(ended)
    const key = run.joins.ending(joined)
    const causes = run.places.users(joined.key)
    run.ready({ key, task: joined.task, causes, wake: () => ended.tell(), from: null })
  }

  armed(timer: Timer): void {
    const { run } = this
    const key = run.step.name()
    run.timerKeys.set(timer, { key, event: run.timeline.last })
    run.timersByKey.set(key, timer)
    this.lastArmed = timer
  }

  touched(place: object, access: Access): void {
    if (access === 'exclusive') this.settle()
    this.run.use(place, access)
  }

  /** What has begun to wait in this turn may be served before the turn goes on to what does not wait. */
  private settle(): void {
    const { current } = this.run
    if (current === null) return
    if (this.settled.event !== current.index) {
      this.settled = { event: current.index, posted: 0 }
      this.tried = []
    }
    const posted = current.posted.slice(this.settled.posted)
    if (posted.length === 0 && this.tried.length === 0) return
    const channels = new Set(this.tried)
    for (const { places } of posted) for (const { channel } of places) channels.add(channel)
    this.settled.posted = current.posted.length
    this.tried = []
    serveEarlier(this.run, [...channels])
  }

  polls(selection: Selection): boolean {
    this.looking = true
    const polls = mayHappenAlone(selection)
    this.looking = false
    if (polls && selection.order === 'random') shuffle(selection, count => this.chance(count))
    return polls
  }

  /** Each outcome is explored. */
  private chance(count: number): number {
    const outcome = this.run.choose(count)
    this.run.step.observe(outcome)
    return outcome
  }

  trying(channel: ChannelCore, partners: EndName): boolean {
    if (this.looking) return false
    if (this.run.current === null) this.run.foreign = true
    this.settle()
    if (channel.buffer !== null) this.tried.push(channel)
    return attempt(this.run, channel, partners)
  }
}
