/**
 * One run of the program under check: what waits, who may go on, and what has happened.
 *
 * It holds the choice port of the engine. The channels, selections, scopes and timers are the ones that ship;
 * they report here what they offer and whom they answer, and nothing goes on before `take` says so.
 */
import { ChannelCore, OPEN } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import type { Access, Choice, Outcome } from '../core/ports.ts'
import { type Handle, Process } from '../core/process.ts'
import type { Offer, Queue } from '../core/queue.ts'
import { Scope } from '../core/scope.ts'
import { Selection, type SelectionCase } from '../core/selection.ts'
import type { Timer } from '../core/timer.ts'
import { Waitable } from '../core/waitable.ts'
import { Fiber } from '../fiber/fiber.ts'
import { Wait } from '../fiber/waiting.ts'
import { beginPast, commonWords, NO_PAST, type Past, unite } from './causality.ts'
import { digest } from './digest.ts'
import { Executed } from './executed.ts'
import { Places } from './footprint.ts'
import { BEGINNING, type Histories } from './histories.ts'
import type { Party, Task, Turn } from './party.ts'
import { Passing } from './passing.ts'
import { selfReady } from './ready.ts'
import type { SpecificationWalk } from './spec.ts'
import type { Transition } from './transition.ts'

export interface RunOptions {
  /** Whether arrivals at one channel are served in their order only. */
  readonly fifo: boolean
  /** Whether any two turns may touch the same memory, so that their order is explored. */
  readonly memory: boolean
  /** Whether the past of each event is kept. */
  readonly causal: boolean
}

/** What all events of a specification use, so that their order counts. */
const TRACE = {}
/** What all turns use when processes share memory on purpose. */
const MEMORY = {}
/** Stands for whatever has no name across runs: promises that fibers wait for, barriers, locks, some signals. */
const PROMISES = {}
const UNNAMED = -2
const NONE_BARRED: ReadonlySet<Offer> = new Set()
/** Events between two looks at what can be cut off. */
const TRIM = 64
export const TRACED = -3

/** Something that happened within an event. */
export type Note =
  | { readonly kind: 'close'; readonly channel: ChannelCore; readonly by: 'read' | 'write' }
  | { readonly kind: 'poison'; readonly channel: ChannelCore; readonly cause: unknown }
  | { readonly kind: 'choice'; readonly party: Offer; readonly key: string | number }
  | { readonly kind: 'end'; readonly outcome: Outcome; readonly error: unknown }

export class Run implements Choice {
  readonly places: Places
  readonly events: Executed[] = []
  readonly tasks: Task[] = []
  readonly turns = new Map<number, Turn>()
  /** Parties that wait, in the order of their arrival. */
  readonly waiting = new Map<Offer, Party>()
  readonly byKey = new Map<number, Party>()
  /** Channels that parties have offered on, and every party that ever did, for races. */
  readonly channels = new Map<ChannelCore, Record<EndName, Party[]>>()
  readonly timerKeys = new Map<Timer, { readonly key: number; readonly event: number }>()
  readonly timersByKey = new Map<number, Timer>()
  /** The parties that sleep, by their timers. */
  readonly sleepers = new Map<Timer, Party>()
  /** What the buffers hold, as the histories of those who put it there. */
  readonly contents = new Map<object, number[]>()
  /** Histories with which processes ended. */
  readonly endings: number[] = []
  /** What happened within events, for reports. */
  readonly notes: { readonly event: number; readonly task: Task | null; readonly what: Note }[] = []
  /** Virtual milliseconds. */
  now = 0
  /** What happened while nobody's turn it was: a process has waited for something that is not the library's. */
  foreign = false
  /** Whether a channel was poisoned. */
  poisoned = false
  /** A channel that was not made in this run. */
  outsider: ChannelCore | null = null
  /** Foreign calls under way (`io`). */
  outside = 0
  /** Told of each value that passes, where a specification is walked. */
  specification: SpecificationWalk | null = null
  readonly passing = new Passing((channel, value) => this.passed(channel, value))
  /** Chooses among several partners of an operation that does not wait. */
  pick: (keys: readonly number[]) => number = () => 0

  private readonly histories: Histories
  private readonly options: RunOptions
  private readonly scopes = new Map<Scope, { key: number; task: Task; ends: number[] }>()
  private readonly byProcess = new Map<Process, Task>()
  private readonly placeNames = new Map<object, number>([
    [MEMORY, -1],
    [TRACE, TRACED],
    [PROMISES, UNNAMED],
  ])
  /** The history of what is running, how many names it gave, and who it is. */
  private history = BEGINNING
  private given = 0
  private task: Task | null = null
  private current: Executed | null = null
  private lastArmed: Timer | null = null
  /** The word of pasts before which everything is in the past of all that is alive. */
  base = 0
  /** The last event in which time passed. */
  private floor: Executed | null = null

  constructor(histories: Histories, options: RunOptions) {
    this.histories = histories
    this.options = options
    this.places = new Places(histories)
  }

  /** Name of the process whose turn it is. */
  get running(): string | undefined {
    return this.task?.name
  }

  get fifo(): boolean {
    return this.options.fifo
  }

  // ------------------------------------------------------------------ events

  /** Opens the next event; what the engine reports until `end` belongs to it. */
  begin(transition: Transition | null, causes: readonly number[]): Executed {
    const index = this.events.length
    if (this.options.causal && index % TRIM === 0) this.trim()
    // Where nobody asks for pasts, none takes any room.
    const past = this.options.causal ? beginPast(index, this.base) : NO_PAST
    const event = new Executed(index, transition, past)
    this.events.push(event)
    this.current = event
    if (this.options.causal) {
      for (const cause of causes) if (cause >= 0) unite(event.past, this.events[cause]!.past)
      if (event.advances) {
        // Each event before it is in the past of one that is alive, or ended something.
        for (let at = this.base << 5; at < index; at++) unite(event.past, this.events[at]!.past)
      } else if (this.floor !== null) unite(event.past, this.floor.past)
    }
    if (event.advances) this.floor = event
    if (transition?.kind === 'turn') {
      this.turns.delete(transition.turn.key)
      this.continueAs(transition.turn.key, transition.turn.task)
      if (this.options.memory) this.touched(MEMORY, 'exclusive')
      // A fiber looks, wherever it waits, whether its scope has told it to stop.
      const { process } = transition.turn.task
      if (process instanceof Fiber) this.touched(process.scope, 'shared')
    } else if (transition !== null)
      this.continueAs(this.histories.of(BEGINNING, 'is', transition.key), null)
    return event
  }

  /** Cuts off what everything that is alive depends on: no event to come can race with it. */
  private trim(): void {
    const alive: Past[] = []
    for (const { since } of this.waiting.values()) alive.push(this.events[since]!.past)
    for (const { causes } of this.turns.values())
      for (const cause of causes) alive.push(this.events[cause]!.past)
    for (const [timer, { event }] of this.timerKeys)
      if (timer.position >= 0) alive.push(this.events[event]!.past)
    const base = commonWords(alive)
    if (base === Infinity || base === this.base) return
    this.base = base
    const first = base << 5
    for (const standing of this.channels.values())
      for (const end of ['reader', 'writer'] as const)
        standing[end] = standing[end].filter(({ answered }) => answered < 0 || answered >= first)
  }

  end(): void {
    this.current = null
    this.task = null
  }

  /** Marks a party as answered by the present event, though it may be woken only later. */
  answer(party: Party): void {
    if (party.answered >= 0) return
    party.answered = this.current!.index
    this.current!.answered.push(party)
    if (party.awaits) this.touched(PROMISES, 'exclusive')
  }

  private continueAs(history: number, task: Task | null): void {
    this.history = history
    this.given = 0
    this.task = task
  }

  /** A name for something that the running step does. */
  private name(): number {
    return this.histories.of(this.history, 'names', this.given++)
  }

  /** Notes in the local history what the running step has seen. */
  observe(what: number | string): void {
    this.history = this.histories.of(this.history, 'sees', what)
  }

  // ------------------------------------------------------------------ the choice port

  starting(handle: Handle, start: () => void): void {
    const key = this.name()
    const task: Task = {
      name: handle.name,
      number: this.tasks.length,
      parent: this.task,
      process: null,
      ended: false,
    }
    this.tasks.push(task)
    this.scopeOf(handle.scope, key)
    this.ready(key, task, [], start)
  }

  offered(channel: ChannelCore, end: EndName, offer: Offer): void {
    const party = this.partyOf(
      offer.selection instanceof Selection ? offer.selection.owner! : offer,
    )
    party.places.push({ channel, end, offer })
    this.touched(channel, 'shared')
    let history = this.channels.get(channel)
    if (history === undefined) {
      history = { reader: [], writer: [] }
      this.channels.set(channel, history)
    }
    if (history[end].at(-1) !== party) history[end].push(party)
    if (this.options.fifo)
      this.touched(end === 'reader' ? channel.readers : channel.writers, 'exclusive')
  }

  parked(offer: Offer): void {
    const { place } = offer
    if (place === null) return
    const party = this.partyOf(offer)
    party.awaits = place instanceof Wait
    if (!(place instanceof Selection)) {
      if (this.lastArmed !== null) this.sleepers.set(this.lastArmed, party)
      this.lastArmed = null
      return
    }
    const barred = new Set<Offer>()
    for (const one of place.inOrder) {
      if (!one.enabled) continue
      if (one.guard instanceof Waitable) party.awaits = true
      if (party.ready !== null) barred.add(one)
      else if (selfReady(one)) party.ready = one
    }
    if (barred.size > 0) party.barred = barred
  }

  waking(offer: Offer, wake: () => void): void {
    this.passing.told(offer)
    if (this.current === null) {
      this.foreign = true
      wake()
      return
    }
    // One that was told to stop before it could wait was not heard of.
    const party = this.partyOf(offer)
    this.answer(party)
    this.waiting.delete(offer)
    this.byKey.delete(party.key)
    this.ready(
      this.histories.of(party.key, 'answer', this.history),
      party.task,
      [party.since],
      wake,
      party,
    )
  }

  joined(ended: Process | Scope, wake: () => void): void {
    if (ended instanceof Process) {
      const task = this.byProcess.get(ended)?.parent ?? null
      this.ready(this.histories.of(this.history, 'joins', 'done'), task, [], wake)
      return
    }
    const { key, task, ends } = this.scopeOf(ended, null)
    const how = [...ends].sort((one, other) => one - other).join()
    this.ready(this.histories.of(key, 'joins', how), task, this.places.users(key), wake)
  }

  armed(timer: Timer): void {
    const key = this.name()
    this.timerKeys.set(timer, { key, event: this.events.length - 1 })
    this.timersByKey.set(key, timer)
    this.lastArmed = timer
  }

  touched(place: object, access: Access): void {
    const event = this.current
    if (event === null) return
    const name = this.placeName(place)
    event.uses.push({ place: name, access })
    this.places.note(name, access, event.index)
    if (access === 'exclusive') {
      // A draining channel closes with its last value, alike whichever value that was.
      const passing = event.passes && place instanceof ChannelCore
      this.observe(this.places.change(name, passing ? 'drained' : this.history))
    } else if (this.places.version(name) !== BEGINNING) this.observe(this.places.version(name))
  }

  trying(channel: ChannelCore, queue: Queue): boolean {
    this.touched(channel, 'exclusive')
    const { buffer } = channel
    if (buffer !== null) {
      this.touched(buffer, 'exclusive')
      if (queue === channel.readers) this.stored(channel, this.history)
      else this.observe(this.removed(channel))
      return true
    }
    const able: Offer[] = []
    const seen = new Set<Party>()
    for (let offer = queue.head; offer !== null; offer = offer.next) {
      const party = this.partyOf(ownerOf(offer))
      // Whoever has a case that is ready does not wait either: two that poll never meet.
      if (party.ready === null && !seen.has(party)) able.push(offer)
      seen.add(party)
    }
    if (able.length === 0) {
      this.observe('nobody')
      return false
    }
    const keys = able.map(offer => this.partyOf(ownerOf(offer)).key)
    let at = 0
    if (able.length > 1 && !this.options.fifo) {
      this.current!.picked = true
      at = this.pick(keys)
    }
    this.observe(keys[at]!)
    promote(queue, able[at]!)
    return true
  }

  // ------------------------------------------------------------------ what the tracer tells

  /** A value has been committed on a channel. */
  private passed(channel: ChannelCore, value: unknown): void {
    if (this.specification === null || !this.specification.concerns(channel)) return
    this.touched(TRACE, 'exclusive')
    this.specification.passed(channel, value)
  }

  /** Keeps what a report of the run tells. */
  note(what: Note): void {
    const task = this.task
    this.notes.push({ event: this.events.length - 1, task, what })
  }

  channelCreated(channel: ChannelCore): void {
    const name = this.name()
    this.placeNames.set(channel, name)
    this.placeNames.set(channel.readers, this.histories.of(name, 'is', 'readers'))
    this.placeNames.set(channel.writers, this.histories.of(name, 'is', 'writers'))
    if (channel.buffer !== null)
      this.placeNames.set(channel.buffer, this.histories.of(name, 'is', 'buffer'))
  }

  signalCreated(signal: object): void {
    this.placeNames.set(signal, this.name())
  }

  /** The name of a place across runs. */
  placeName(place: object): number {
    const known = this.placeNames.get(place)
    if (known !== undefined) return known
    if (place instanceof Scope) return this.scopeOf(place, null).key
    if (place instanceof ChannelCore && !place.retired) this.outsider ??= place
    return UNNAMED
  }

  spawned(process: Process): void {
    if (this.task === null) return
    this.task.process = process
    this.byProcess.set(process, this.task)
  }

  ended(process: Process, outcome: Outcome, error: unknown): void {
    const task = this.byProcess.get(process)
    if (task !== undefined) {
      task.ended = true
      this.notes.push({
        event: this.events.length - 1,
        task,
        what: { kind: 'end', outcome, error },
      })
    }
    const ending = this.histories.of(this.history, 'is', 'ended')
    this.scopes.get(process.scope)?.ends.push(ending)
    this.endings.push(ending)
  }

  /** A value was put into a buffer by somebody with this history. */
  stored(channel: ChannelCore, history: number): void {
    const { policy } = channel.buffer!
    const contents = this.contentsOf(channel)
    if (contents.length >= policy.capacity) {
      if (policy.kind !== 'sliding') return
      contents.shift()
    }
    contents.push(history)
  }

  /** The oldest value was taken: the history of whoever put it there. */
  removed(channel: ChannelCore): number {
    return this.contentsOf(channel).shift() ?? BEGINNING
  }

  private contentsOf(channel: ChannelCore): number[] {
    let contents = this.contents.get(channel)
    if (contents === undefined) {
      contents = []
      this.contents.set(channel, contents)
    }
    return contents
  }

  // ------------------------------------------------------------------ state

  /** The state of the program: the local histories of all that lives, and what became of the rest. */
  get state(): string {
    const histories = [...this.turns.keys()]
    for (const { key } of this.waiting.values()) histories.push(key)
    histories.push(...this.endings, ...this.places.versions())
    return `${this.now}:${histories.sort((one, other) => one - other).join()}`
  }

  /**
   * What everybody waits for, without how it came about: with what the variables of the program hold, which a
   * fingerprint tells, that is its state as well, and it can be come back to.
   */
  get situation(): string {
    const parts: string[] = []
    for (const { task, from } of this.turns.values())
      parts.push(`${task.number} goes on ${from === null ? '' : this.describePlaces(from)}`)
    for (const party of this.waiting.values()) {
      const how = party.offer.place === null ? 'has met' : 'waits'
      parts.push(`${party.task.number} ${how} ${this.describePlaces(party)}`)
    }
    for (const channel of this.channels.keys()) {
      const { state, buffer } = channel
      if (state !== OPEN || (buffer !== null && buffer.size > 0))
        parts.push(`${this.placeName(channel)} ${state} ${buffer?.size} ${digest(buffer?.newest)}`)
    }
    for (const timer of this.timerKeys.keys())
      if (timer.position >= 0) parts.push(`timer ${timer.deadline - this.now}`)
    return parts.sort().join(' | ')
  }

  private describePlaces({ places }: Party): string {
    return places
      .map(one => `${one.end} ${this.placeName(one.channel)} ${digest(one.offer.value)}`)
      .join()
  }

  private ready(
    key: number,
    task: Task | null,
    causes: readonly number[],
    wake: () => void,
    from: Party | null = null,
  ): void {
    if (this.current === null) this.foreign = true
    const index = this.events.length - 1
    const owner = task ?? this.task ?? this.tasks[0]!
    this.turns.set(key, { key, task: owner, causes: [...causes, index], wake, from })
  }

  private partyOf(offer: Offer): Party {
    let party = this.waiting.get(offer)
    if (party !== undefined) return party
    if (this.current === null) this.foreign = true
    const since = this.events.length - 1
    const task = this.task ?? this.tasks[0]!
    party = {
      key: this.name(),
      task,
      offer,
      since,
      places: [],
      ready: null,
      awaits: false,
      barred: NONE_BARRED,
      answered: -1,
    }
    this.waiting.set(offer, party)
    this.byKey.set(party.key, party)
    this.current?.posted.push(party)
    return party
  }

  private scopeOf(scope: Scope, key: number | null): { key: number; task: Task; ends: number[] } {
    let known = this.scopes.get(scope)
    if (known === undefined) {
      known = { key: key ?? this.name(), task: this.task ?? this.tasks[0]!, ends: [] }
      this.scopes.set(scope, known)
    }
    return known
  }
}

/** The party that an offer belongs to, as the engine knows it. */
export function ownerOf(offer: Offer): Offer {
  return offer.selection instanceof Selection
    ? ((offer as SelectionCase).selection.owner as Offer)
    : offer
}

/** Puts an offer at the head of the queue that it stands in. */
function promote(queue: Queue, offer: Offer): void {
  const { place } = offer
  queue.remove(offer)
  offer.place = place
  offer.next = queue.head
  if (queue.head === null) queue.tail = offer
  else queue.head.previous = offer
  queue.head = offer
}
