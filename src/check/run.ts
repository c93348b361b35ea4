/**
 * One run of the program under check: what waits, who may go on, and what has happened.
 *
 * Nothing goes on by itself: what the engine reports through its choice port (`control.ts`) is kept here, and the
 * search takes from it what happens next.
 */
import { ChannelCore } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import type { Access, Outcome } from '../core/ports.ts'
import type { Process } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import { Scope } from '../core/scope.ts'
import type { Timer } from '../core/timer.ts'
import { Fiber } from '../fiber/fiber.ts'
import { Contents } from './contents.ts'
import type { Executed } from './executed.ts'
import { Places } from './footprint.ts'
import { BEGINNING, type Histories } from './histories.ts'
import { type Joined, Joins } from './joins.ts'
import { MEMORY, PlaceNames, UNNAMED } from './names.ts'
import type { Note, Noted } from './notes.ts'
import type { Party, Task, Turn } from './party.ts'
import type { SpecificationWalk } from './spec.ts'
import { Step } from './step.ts'
import { Timeline } from './timeline.ts'
import type { Transition, TurnTransition } from './transition.ts'

export interface RunOptions {
  /** Whether arrivals at one channel are served in their order only. */
  readonly fifo: boolean
  /** Whether any two turns may touch the same memory, so that their order is explored. */
  readonly memory: boolean
  /** Whether the past of each event is kept. */
  readonly causal: boolean
  /** Whether it is to be told: notes are kept of what passes, for a chronicle. */
  readonly told: boolean
}

export class Run {
  readonly histories: Histories
  readonly fifo: boolean
  readonly told: boolean
  readonly timeline: Timeline
  readonly step: Step
  readonly places: Places
  readonly names: PlaceNames
  readonly joins: Joins
  readonly contents = new Contents()
  readonly tasks: Task[] = []
  readonly byProcess = new Map<Process, Task>()
  /** Who may go on, by the histories with which they do. */
  readonly turns = new Map<number, TurnTransition>()
  /** Parties that wait, in the order of their arrival. */
  readonly waiting = new Map<Offer, Party>()
  readonly byKey = new Map<number, Party>()
  /** Channels that parties have offered on, and every party that ever did, for races. */
  readonly channels = new Map<ChannelCore, Record<EndName, Party[]>>()
  /** For each timer its name across runs, and the event that started it. */
  readonly timerKeys = new Map<Timer, { readonly key: number; readonly event: number }>()
  readonly timersByKey = new Map<number, Timer>()
  /** The parties that sleep, by their timers. */
  readonly sleepers = new Map<Timer, Party>()
  /** Histories with which processes ended. */
  readonly endings: number[] = []
  /** What happened within events, for reports. */
  readonly notes: Noted[] = []
  /** Virtual milliseconds. */
  now = 0
  /** Whether something happened while it was nobody's turn: a process has waited for what is not the library's. */
  foreign = false
  /** Timers of the platform that have not gone off, or have disturbed the run, and who has set them. */
  readonly alarms = new Map<object, Task>()
  /** Foreign calls under way (`io`). */
  outside = 0
  /** The event that is under way. */
  current: Executed | null = null
  /** Told of each value that passes, where a specification is walked. */
  specification: SpecificationWalk | null = null
  /** Chooses one of several things that an operation that does not wait may find. */
  pick: (count: number) => number = () => 0
  private readonly memory: boolean

  constructor(histories: Histories, { fifo, memory, causal, told }: RunOptions) {
    this.histories = histories
    this.fifo = fifo
    this.told = told
    this.memory = memory
    this.timeline = new Timeline(causal)
    this.step = new Step(histories)
    this.places = new Places(histories)
    this.names = new PlaceNames(histories)
    this.joins = new Joins(histories)
  }

  get events(): readonly Executed[] {
    return this.timeline.events
  }

  // ------------------------------------------------------------------ events

  /** Opens the next event; what the engine reports until `end` belongs to it. */
  begin(transition: Transition | null, causes: readonly number[]): Executed {
    if (this.timeline.long) this.trim()
    const event = this.timeline.begin(transition, causes)
    this.current = event
    if (transition?.kind === 'turn') this.beginTurn(transition.turn)
    else if (transition !== null)
      this.step.begin(this.histories.of(BEGINNING, 'is', transition.key), null)
    return event
  }

  private beginTurn({ key, task }: Turn): void {
    this.turns.delete(key)
    this.step.begin(key, task)
    // Of two operations that have both been answered either may go on first, and the second knows of both.
    this.orderBy(task.place, 'exclusive')
    this.step.observe(task.history)
    if (this.memory) this.useNamed(MEMORY, 'exclusive')
    // A fiber looks, wherever it waits, whether its scope has told it to stop.
    if (task.process instanceof Fiber) this.use(task.process.scope, 'shared')
  }

  /** Forgets parties that nothing to come can race with. */
  private trim(): void {
    const alive: number[] = []
    for (const { since } of this.waiting.values()) alive.push(since)
    for (const { turn } of this.turns.values()) alive.push(...turn.causes)
    for (const [timer, { event }] of this.timerKeys) if (timer.position >= 0) alive.push(event)
    if (!this.timeline.cutOff(alive)) return
    const { first } = this.timeline
    for (const standing of this.channels.values())
      for (const end of ['reader', 'writer'] as const)
        standing[end] = standing[end].filter(({ answered }) => answered < 0 || answered >= first)
  }

  end(): void {
    const { task, history } = this.step
    if (task !== null) task.history = history
    if (this.current !== null) this.current.time = this.now
    this.current = null
    this.step.end()
  }

  /** Lets something happen within a turn as though it were an event of its own. */
  within(key: string, happen: () => void): void {
    const resume = this.step.interrupt(this.histories.of(BEGINNING, 'is', key))
    happen()
    resume()
    this.step.observe(key)
  }

  /** Chooses one of `count` things within the present event. */
  choose(count: number): number {
    this.current!.picked = true
    return this.pick(count)
  }

  // ------------------------------------------------------------------ places

  /** The name of a place across runs. */
  nameOf(place: object): number {
    return place instanceof Scope ? this.joined(place).key : this.names.of(place)
  }

  /** The name of the queue of those who wait at an end of a channel. */
  queueOf(channel: ChannelCore, end: EndName): number {
    return this.names.ofQueue(channel, end)
  }

  /** Notes that the present event uses a place. */
  use(place: object, access: Access): void {
    // A draining channel closes with its last value, alike whichever value that was.
    const drains = place instanceof ChannelCore && this.current?.passes
    this.useNamed(this.nameOf(place), access, drains ? 'drained' : this.step.history)
  }

  /** @param change what becomes of the place if the use is exclusive */
  useNamed(place: number, access: Access, change: number | string = this.step.history): void {
    if (this.current === null) return
    this.orderBy(place, access)
    if (access === 'exclusive') this.step.observe(this.places.change(place, change))
    else if (this.places.version(place) !== BEGINNING) this.step.observe(this.places.version(place))
  }

  /** Lets the present event and others that use a place depend on each other, whatever they have seen of it. */
  private orderBy(place: number, access: Access): void {
    const event = this.current!
    event.uses.push({ place, access })
    this.places.note(place, access, event.index)
  }

  // ------------------------------------------------------------------ parties and processes

  /** Whose doing the present step is: of what is nobody's, the program's. */
  get owner(): Task {
    return this.step.task ?? this.tasks[0]!
  }

  /** The party of an offer, which begins to wait if it is not known. */
  partyOf(offer: Offer): Party {
    const known = this.waiting.get(offer)
    if (known !== undefined) return known
    if (this.current === null) this.foreign = true
    const party: Party = {
      key: this.step.name(),
      task: this.owner,
      offer,
      since: this.timeline.last,
      places: [],
      awaits: false,
      answered: -1,
    }
    this.waiting.set(offer, party)
    this.byKey.set(party.key, party)
    this.current?.posted.push(party)
    return party
  }

  /** Marks a party as answered by the present event, though it may be woken only later. */
  answer(party: Party): void {
    if (party.answered >= 0) return
    party.answered = this.timeline.last
    this.current!.answered.push(party)
    if (party.awaits) this.useNamed(UNNAMED, 'exclusive')
  }

  /** Makes a turn of somebody who has been started or answered; the present event is one of its causes. */
  ready(turn: Turn): void {
    if (this.current === null) this.foreign = true
    turn.causes.push(this.timeline.last)
    // Made once, though it is looked at whenever something is chosen.
    this.turns.set(turn.key, { kind: 'turn', key: `t${turn.key}`, turn })
  }

  /** What is known of a scope. */
  joined(scope: Scope): Joined {
    return this.joins.of(scope) ?? this.joins.open(scope, this.step.name(), this.owner)
  }

  spawned(process: Process): void {
    const { task } = this.step
    if (task === null) return
    task.process = process
    this.byProcess.set(process, task)
  }

  ended(process: Process, outcome: Outcome, error: unknown): void {
    const task = this.byProcess.get(process)
    if (task !== undefined) {
      task.ended = true
      this.note({ kind: 'end', outcome, error }, task)
    }
    const ending = this.histories.of(this.step.history, 'is', 'ended')
    this.joins.ended(process.scope, ending)
    this.endings.push(ending)
  }

  /** Keeps what a report of the run tells. */
  note(what: Note, task: Task | null = this.step.task): void {
    this.notes.push({ event: this.timeline.last, task, what })
  }
}
