/**
 * The recorder on the engine's tracer port: knows which process does what, and tells the recorder in numbers.
 *
 * A fiber says itself who it is. An asynchronous process is known by the asynchronous context that its body was
 * entered in (AsyncLocalStorage); where there is none, its operations count as made by nobody. Objects of the
 * engine are numbered by a property on them and referred to weakly, if at all: being watched keeps nothing alive.
 */

import type { ChannelCore } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import { AsyncOperation } from '../core/operation.ts'
import type { Outcome, RemoteEnd, Tracer } from '../core/ports.ts'
import type { Handle, Process } from '../core/process.ts'
import type { Offer, Place } from '../core/queue.ts'
import type { Selection } from '../core/selection.ts'
import type { Timer } from '../core/timer.ts'
import { driver } from '../fiber/driver.ts'
import { Fiber } from '../fiber/fiber.ts'
import { waitingForAnswer } from './answers.ts'
import { OUTSIDE } from './events.ts'
import { builtin, type ContextStorage } from './host.ts'
import type { Asked, Asleep, Identity, Numbered } from './marks.ts'
import { channelsOf, endsOf, partyOf, remaining, scopeAt, timersOf, waitingAt } from './places.ts'
import type { Recorder } from './recorder.ts'
import { RemoteChannels } from './remote-channels.ts'
import type { Residents } from './residents.ts'
import { callSite } from './sites.ts'

export class NetworkTracer implements Tracer {
  readonly #recorder: Recorder
  /** Present when debugging is on: finds sites and refers to what it numbers. */
  readonly #residents: Residents | null
  readonly #context: ContextStorage<Identity> | undefined
  /** A key of its own, since an object may have been numbered in an earlier recording. */
  readonly #key = Symbol('hocket.number')
  readonly #channelNumber = (channel: ChannelCore): number => this.#numberOfChannel(channel)
  readonly #remote: RemoteChannels
  readonly #remoteNumber = (end: RemoteEnd): number => this.#remote.of(end).number
  readonly #channels: FinalizationRegistry<number>
  /** Those that live. Absent when debugging is on: who was collected while blocked is a leak, and told as one. */
  readonly #processes: FinalizationRegistry<number> | null
  #entered: Asked | null = null
  #stopped = false

  constructor(recorder: Recorder, residents: Residents | null) {
    this.#recorder = recorder
    this.#residents = residents
    this.#remote = new RemoteChannels(recorder)
    this.#channels = this.#registry(number => recorder.forgetChannel(number))
    this.#processes =
      residents === null ? this.#registry(number => recorder.forgetProcess(number)) : null
    const hooks = builtin('node:async_hooks')
    this.#context = hooks && new hooks.AsyncLocalStorage<Identity>()
  }

  /** The network was found to be deadlocked: these are stuck, and those of them wait for each other. */
  deadlocked(stuck: readonly Process[], knot: readonly Process[]): void {
    const numberOf = (process: Process) => this.#numberOfProcess(process)
    this.#recorder.deadlock(stuck.map(numberOf), knot.map(numberOf))
  }

  /** Calls back for what was collected, as long as it is recorded: what was recorded stays as it was. */
  #registry(collected: (number: number) => void): FinalizationRegistry<number> {
    return new FinalizationRegistry(number => {
      if (!this.#stopped) collected(number)
    })
  }

  /** Lets go of the asynchronous context: on Node 20 following it slows every promise of the program. */
  stop(): void {
    this.#stopped = true
    this.#context?.disable()
  }

  // ------------------------------------------------------------------ processes

  spawning(handle: Handle): void {
    const site = this.#residents === null ? undefined : callSite()
    // A fiber that starts children has given up its turn: then its scope says whose they are.
    const parent = this.#read<Numbered>(handle.scope)?.number ?? this.current
    const asked: Asked = { number: this.#recorder.newProcess(), parent, site }
    this.#mark(handle, asked)
  }

  enter<R>(handle: Handle, body: () => R): R {
    // One that was asked for before the recording began has no number yet.
    const asked = this.#read<Asked>(handle) ?? {
      number: this.#recorder.newProcess(),
      parent: -1,
      site: undefined,
    }
    const { number, parent, site } = asked
    const ends = endsOf(handle.label, this.#channelNumber)
    this.#recorder.spawn(number, handle.name, parent, 'async', site, ends)
    const run = this.#residents === null ? body : this.#residents.enter(number, handle, body)
    try {
      return this.#context === undefined ? run() : this.#context.run({ number }, run)
    } finally {
      this.#entered = asked
    }
  }

  spawned(process: Process): void {
    // One that was cancelled before its start was never entered.
    const number = this.#numberOfProcess(process)
    this.#entered = null
    this.#residents?.add(number, process)
    this.#processes?.register(process, number, process)
  }

  ended(process: Process, outcome: Outcome, error: unknown): void {
    const number = this.#numberOfProcess(process)
    this.#recorder.end(number, outcome, outcome === 'failed' ? String(error) : undefined)
    this.#residents?.remove(number)
    this.#processes?.unregister(process)
  }

  /** The process that is running. */
  get current(): number {
    const fiber = driver.current
    if (fiber !== null) return this.#numberOfFiber(fiber)
    return this.#context?.getStore()?.number ?? OUTSIDE
  }

  // ------------------------------------------------------------------ operations

  parked(offer: Offer, channel?: ChannelCore, end?: EndName | 'answer'): void {
    const number = this.#numberOf(offer) ?? this.#begin(offer)
    if (channel === undefined) this.#parkedElsewhere(number, offer.place)
    else if (end === 'answer') {
      const { operation, guards } = waitingForAnswer(this.#numberOfChannel(channel))
      this.#recorder.park(number, operation, guards)
    } else {
      const direction = end === 'reader' ? 'read' : 'write'
      this.#recorder.parkOne(number, direction, this.#numberOfChannel(channel))
    }
    if (this.#residents !== null && offer instanceof AsyncOperation)
      this.#residents.began(number, offer)
  }

  /** Waits for anything but one end of one channel. */
  #parkedElsewhere(number: number, place: Place | null): void {
    const { operation, guards } = waitingAt(place, this.#channelNumber, this.#remoteNumber)
    this.#recorder.park(number, operation, guards)
    const scope = scopeAt(place)
    if (scope !== null) this.#mark(scope, { number, count: 0 })
    for (const timer of timersOf(place)) this.#mark(timer, { number, delay: remaining(timer) })
  }

  resumed(party: Offer): void {
    const known = this.#numberOf(party)
    if (known !== undefined) this.#recorder.resume(known)
    // An operation that was answered at once, but put off because the turn was over, has never waited.
    else if (party instanceof Fiber) this.#recorder.resume(this.#introduce(party))
  }

  rendezvous(channel: ChannelCore, writer: Offer | null, reader: Offer | null): void {
    const numbered = this.#numbered(channel)
    const count = ++numbered.count
    this.#recorder.rendezvous(numbered.number, this.#party(writer), this.#party(reader), count)
  }

  put(channel: ChannelCore, writer: Offer | null): void {
    const depth = channel.buffer?.size ?? 0
    this.#recorder.put(this.#numberOfChannel(channel), this.#party(writer), depth)
  }

  take(channel: ChannelCore, reader: Offer | null): void {
    const depth = channel.buffer?.size ?? 0
    this.#recorder.take(this.#numberOfChannel(channel), this.#party(reader), depth)
  }

  chosen(key: string | number, party: Offer | null, selection: Selection): void {
    // Guards that were ready at once were never seen waiting: a report must know of them all the same.
    const among = this.#residents === null ? undefined : channelsOf(selection, this.#channelNumber)
    this.#recorder.choice(this.#party(party), String(key), among)
  }

  expired(timer: Timer): void {
    const asleep = this.#read<Asleep>(timer)
    // A scope's own timer (its time limit, its grace) is nobody's.
    if (asleep !== undefined) this.#recorder.timer(asleep.number, asleep.delay)
  }

  synchronised(name: string, offers: readonly Offer[], arriving: boolean): void {
    const parties = offers.map(offer => this.#party(offer))
    if (arriving) parties.push(this.current)
    this.#recorder.barrier(name, [...new Set(parties)])
  }

  parkedRemotely(operation: object, end: RemoteEnd): void {
    const number = this.current
    this.#mark(operation, number)
    this.#recorder.parkOne(number, end.direction, this.#remote.of(end).number)
  }

  resumedRemotely(operation: object, end: RemoteEnd, met: boolean): void {
    const number = this.#read<number>(operation)
    if (number === undefined) return
    if (met) {
      const channel = this.#remote.of(end)
      const count = ++channel.count
      const [writer, reader] = end.direction === 'write' ? [number, OUTSIDE] : [OUTSIDE, number]
      this.#recorder.rendezvous(channel.number, writer, reader, count)
    }
    this.#recorder.resume(number)
  }

  // ------------------------------------------------------------------ channels

  channelCreated(channel: ChannelCore): void {
    this.#announce(channel, this.#residents === null ? undefined : callSite())
  }

  closed(channel: ChannelCore, by: 'reader' | 'writer'): void {
    const direction = by === 'reader' ? 'read' : 'write'
    this.#recorder.close(this.#numberOfChannel(channel), this.current, direction)
  }

  poisoned(channel: ChannelCore, cause: unknown): void {
    const text = cause === undefined ? undefined : String(cause)
    this.#recorder.poison(this.#numberOfChannel(channel), this.current, text)
  }

  #announce(channel: ChannelCore, site: string | undefined): Numbered {
    const number = this.#recorder.newChannel()
    const policy = channel.buffer?.policy
    const buffer = policy && { kind: policy.kind, capacity: policy.capacity }
    this.#recorder.channel(number, channel.name, buffer, site)
    const numbered: Numbered = { number, count: 0 }
    this.#mark(channel, numbered)
    this.#channels.register(channel, number)
    return numbered
  }

  // ------------------------------------------------------------------ numbers

  #mark(object: object, value: number | Asked | Asleep | Numbered): void {
    ;(object as Record<symbol, unknown>)[this.#key] = value
  }

  #read<T>(object: object): T | undefined {
    return (object as Record<symbol, T | undefined>)[this.#key]
  }

  // The look-ups of channels and fibers, which every communication makes, are written out: each then sees one
  // shape of object, and V8 inlines it.

  #numbered(channel: ChannelCore): Numbered {
    const known = (channel as unknown as Record<symbol, Numbered | undefined>)[this.#key]
    // Made before the recording began, or inside the engine.
    return known ?? this.#announce(channel, undefined)
  }

  #numberOf(party: Offer): number | undefined {
    return (party as unknown as Record<symbol, number | undefined>)[this.#key]
  }

  #numberOfFiber(fiber: Fiber): number {
    return this.#numberOf(fiber) ?? this.#introduce(fiber)
  }

  #numberOfChannel(channel: ChannelCore): number {
    return this.#numbered(channel).number
  }

  #numberOfProcess(process: Process): number {
    return this.#read<number>(process) ?? this.#introduce(process)
  }

  /** Gives a number to a process that has none: it was there before, or does something while it is being made. */
  #introduce(process: Process): number {
    // A fiber of a single operation parks before the engine has told of it.
    const number = this.#entered?.number ?? this.#recorder.newProcess()
    if (this.#entered === null) this.#recorder.spawn(number, process.name)
    if (process instanceof Fiber) this.#recorder.isFiber(number)
    this.#mark(process, number)
    return number
  }

  /** Remembers whose operation this is. */
  #begin(offer: Offer): number {
    if (offer instanceof Fiber) return this.#introduce(offer)
    const number = this.current
    this.#mark(offer, number)
    return number
  }

  /** The number of who waits with this offer, or, for null, of who is running. */
  #party(offer: Offer | null): number {
    // Short, for the engine to put it into every communication: of fibers this is the whole of it.
    const party = offer ?? driver.current
    return (party === null ? undefined : this.#numberOf(party)) ?? this.#numberOfOwner(offer)
  }

  #numberOfOwner(offer: Offer | null): number {
    const party = offer === null ? null : partyOf(offer)
    if (party === null) return this.current
    if (party instanceof Fiber) return this.#numberOfFiber(party)
    return this.#read<number>(party) ?? OUTSIDE
  }
}
