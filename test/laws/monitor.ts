/**
 * The monitor looks at the engine from inside, at every event: the links of every queue, the parties that
 * stand in them, and how each party leaves. It wraps the few methods through which a party is withdrawn and
 * told, and changes nothing of what they do.
 *
 * A party that has been withdrawn and not yet told is half committed. The engine may go through that state;
 * code of the user must never see it (invariant 6). Only the writer of an extended rendezvous stays in it.
 */
import { ChannelCore, CLOSED, DRAINING, OPEN } from '../../src/core/channel.ts'
import { AsyncOperation } from '../../src/core/operation.ts'
import type { Tracer } from '../../src/core/ports.ts'
import { EXTENDED, type Offer } from '../../src/core/queue.ts'
import { SelectionCase } from '../../src/core/selection.ts'
import { Fiber, PARKED } from '../../src/fiber/fiber.ts'

/** The number of an invariant, or 0 for what must hold besides: everything ends and nothing is left. */
export type Law = 0 | 1 | 2 | 3 | 4 | 5 | 6

export interface Violation {
  readonly law: Law
  readonly text: string
}

/** What the network itself knows of a channel. */
export interface Watched {
  readonly core: ChannelCore
  /** Somebody has done what ends the channel. */
  mayEnd: boolean
  readonly leases: { reader: number; writer: number }
}

type Party = AsyncOperation | Fiber

export class Monitor {
  readonly violations: Violation[] = []
  readonly channels: Watched[] = []
  /** How many events have been checked. */
  events = 0
  private readonly half = new Set<object>()
  private readonly engaged = new Set<object>()
  private readonly told = new WeakSet<object>()

  constructor() {
    active = this
  }

  violated(law: Law, text: string): void {
    if (this.violations.length < 20) this.violations.push({ law, text })
    observer?.({ law, text })
  }

  stop(): void {
    active = null
  }

  // ------------------------------------------------------------------ events of the engine

  withdrawn(party: Party, waited: boolean): void {
    this.events++
    if (party.place !== null) this.violated(2, 'a party that was withdrawn still waits somewhere')
    for (const { core } of this.channels)
      for (const head of [core.readers, core.writers])
        for (const offer of offers(head))
          if (partyOf(offer) === party)
            this.violated(2, `a party that was withdrawn still stands in a queue of ${core.name}`)
    if (waited) this.half.add(party)
  }

  telling(party: Party): void {
    this.events++
    if (party.place !== null) this.violated(2, 'a party is told while it still waits')
    if (party instanceof Fiber && party.state !== PARKED)
      this.violated(2, `fiber '${party.name}' is told though it waits for nothing`)
    if (party instanceof AsyncOperation) {
      if (this.told.has(party)) this.violated(2, 'an operation is told twice')
      this.told.add(party)
    }
    this.half.delete(party)
    this.engaged.delete(party)
  }

  /** The writer of an extended rendezvous: it is told later. */
  engage(writer: Offer): void {
    const party = partyOf(writer)
    if (this.half.delete(party)) this.engaged.add(party)
    else this.violated(2, 'an extended rendezvous was made with a writer that was not withdrawn')
  }

  // ------------------------------------------------------------------ checks

  /** Called wherever code of the user runs inside an operation. */
  userCode(where: string): void {
    if (this.half.size > 0)
      this.violated(6, `${where} runs while ${this.half.size} parties are half committed`)
    this.check(6, where)
  }

  /** Nothing can run: whoever was withdrawn must have been told. */
  atRest(): void {
    for (const party of this.half)
      this.violated(2, `a party was withdrawn and never told: ${describe(party)}`)
    this.half.clear()
    this.check()
  }

  atEnd(): void {
    for (const party of this.engaged)
      this.violated(2, `the writer of an extended rendezvous was never told: ${describe(party)}`)
  }

  /** Looks at every channel; `asLaw` replaces the number of whatever is violated. */
  check(asLaw: Law | null = null, where = 'between two steps'): void {
    this.events++
    const report = (law: Law, text: string): void =>
      this.violated(asLaw ?? law, `${where}: ${text}`)
    for (const { core, mayEnd, leases } of this.channels) {
      const readers = this.inspect(core, core.readers, report)
      const writers = this.inspect(core, core.writers, report)
      checkPairs(core, readers, writers, report)
      checkEnding(core, mayEnd, readers.length + writers.length, report)
      for (const end of ['reader', 'writer'] as const) {
        const counted = core.leases?.[end] ?? 0
        if (counted !== leases[end])
          report(4, `${core.name} counts ${counted} leased ${end}s of ${leases[end]}`)
      }
    }
  }

  private inspect(core: ChannelCore, head: Offer | null, report: Report): Offer[] {
    const standing = offers(head)
    // The tail is the `previous` of the head.
    let previous = standing.at(-1)
    for (const offer of standing) {
      if (offer.previous !== previous) report(2, `a queue of ${core.name} is linked wrongly`)
      previous = offer
      const { place } = offer
      if (place === null) report(2, `an offer in ${core.name} waits nowhere`)
      else if ((place as Partial<Watched>).core !== core && !(offer instanceof SelectionCase))
        report(2, `an offer in ${core.name} waits somewhere else`)
      const party = partyOf(offer)
      if (party.place === null) report(2, `a party that waits nowhere stands in ${core.name}`)
      if (party instanceof Fiber && party.state !== PARKED)
        report(2, `fiber '${party.name}' runs and stands in ${core.name}`)
      if (this.told.has(party)) report(2, `an operation that has ended stands in ${core.name}`)
    }
    return standing
  }
}

type Report = (law: Law, text: string) => void

function checkPairs(core: ChannelCore, readers: Offer[], writers: Offer[], report: Report): void {
  const { buffer } = core
  if (buffer === null) {
    for (const reader of readers)
      for (const writer of writers)
        if (
          reader.selection === null ||
          reader.selection === EXTENDED ||
          reader.selection !== writer.selection
        )
          report(1, `a reader and a writer of ${core.name} wait for each other`)
    return
  }
  if (readers.length > 0 && buffer.size > 0) report(1, `a reader waits at the full ${core.name}`)
  if (writers.length > 0 && !buffer.full)
    report(1, `a writer waits though the buffer of ${core.name} has room`)
  if (buffer.size > buffer.policy.capacity) report(3, `${core.name} holds more than its capacity`)
}

function checkEnding(core: ChannelCore, mayEnd: boolean, standing: number, report: Report): void {
  const stored = core.buffer?.size ?? 0
  if (core.state !== OPEN && !mayEnd) report(4, `${core.name} was ended by nobody`)
  if (core.state === OPEN && mayEnd) report(4, `${core.name} is open though it was ended`)
  if (core.state >= CLOSED && standing + stored > 0)
    report(4, `${core.name} has ended with ${standing} offers and ${stored} values inside`)
  if (core.state === DRAINING && core.writers === null && stored === 0)
    report(4, `${core.name} has nothing left and is still draining`)
}

const MANY = 10_000

function offers(head: Offer | null): Offer[] {
  const found: Offer[] = []
  for (let offer = head; offer !== null && found.length < MANY; offer = offer.next)
    found.push(offer)
  return found
}

function partyOf(offer: Offer): Party {
  return (offer instanceof SelectionCase ? (offer.selection.owner ?? offer) : offer) as Party
}

const describe = (party: object): string =>
  party instanceof Fiber ? `fiber '${party.name}'` : 'an asynchronous operation'

// ---------------------------------------------------------------------- the wrapped methods

let active: Monitor | null = null

let observer: ((violation: Violation) => void) | null = null

/** Calls back at every violation, in the middle of it: a broken engine may never come to an end. */
export function observe(callback: (violation: Violation) => void): void {
  observer = callback
}

for (const prototype of [AsyncOperation.prototype, Fiber.prototype] as Party[]) {
  const { withdraw, deliver, fail } = prototype
  prototype.withdraw = function () {
    const waited = this.place !== null
    withdraw.call(this)
    active?.withdrawn(this, waited)
  }
  prototype.deliver = function (value) {
    active?.telling(this)
    deliver.call(this, value)
  }
  prototype.fail = function (error) {
    active?.telling(this)
    fail.call(this, error)
  }
}

/** What a commit does when its parties are out of their queues: those who met at once are not seen to leave otherwise. */
interface Committing {
  committed(writer: Offer | null, reader: Offer | null, value?: unknown): void
}

const committing = ChannelCore.prototype as unknown as Committing
const { committed } = committing
committing.committed = function (writer, reader, value) {
  for (const offer of [writer, reader]) if (offer !== null) active?.withdrawn(partyOf(offer), true)
  committed.call(this, writer, reader, value)
}

const { meetExtended, claimWriter } = ChannelCore.prototype
ChannelCore.prototype.meetExtended = function (reader, writer) {
  const party = partyOf(writer)
  meetExtended.call(this, reader, writer)
  active?.engage(party)
}
ChannelCore.prototype.claimWriter = function () {
  const writer = claimWriter.call(this)
  if (writer !== null) active?.engage(writer)
  return writer
}

/** A tracer that checks what it is told of: at a rendezvous both parties have been withdrawn. */
export function tracerOf(monitor: Monitor, impatient: () => void): Tracer {
  const event = (): void => {
    monitor.events++
    impatient()
  }
  return {
    channelCreated: event,
    spawning: event,
    spawned: event,
    enter: (_process, body) => body(),
    ended: event,
    parked: event,
    resumed: event,
    rendezvous(channel, writer, reader) {
      event()
      for (const offer of [writer, reader])
        if (offer !== null && partyOf(offer).place !== null)
          monitor.violated(2, `a rendezvous on ${channel.name} before a party was withdrawn`)
    },
    put: event,
    take: event,
    chosen: event,
    closed: event,
    poisoned: event,
    expired: event,
  }
}
