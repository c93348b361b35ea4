/**
 * Who lives in a bubble, and what everybody waits for.
 *
 * A fiber says so itself. What an asynchronous process waits for is known from the tracer: which process an
 * operation belongs to follows from the asynchronous context that its body was entered in.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Calling } from '../core/call.ts'
import { AsyncOperation } from '../core/operation.ts'
import type { Tracer } from '../core/ports.ts'
import type { Handle, Process } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import { driver } from '../fiber/driver.ts'
import { Fiber, PARKED } from '../fiber/fiber.ts'
import { awaitsPromise, describe } from './describe.ts'

/** A process, or the test itself, which has no name. */
class Resident {
  readonly name: string | null
  readonly parent: Resident | null
  process: Process | null = null
  /** Operations that wait; also those that were matched and have not been woken yet. */
  readonly pending = new Set<AsyncOperation>()
  children = 0

  constructor(name: string | null, parent: Resident | null) {
    this.name = name
    this.parent = parent
  }

  get subject(): string {
    return this.name === null ? 'the test' : `process '${this.name}'`
  }

  /** What it waits in; empty if it is waiting for something that the bubble does not know. */
  get waits(): readonly string[] {
    const waits = [...this.pending].map(describe)
    if (this.parked !== null) waits.unshift(describe(this.parked))
    if (waits.length === 0 && this.joins) waits.push('join of the processes that it started')
    return waits
  }

  /** Whether `waits` is not empty: asked at every moment of the clock, and so without the words. */
  get isBlocked(): boolean {
    return this.pending.size > 0 || this.joins || this.parked !== null
  }

  /** The fiber, where it waits for something that the bubble knows. */
  private get parked(): Fiber | null {
    const { process } = this
    return process instanceof Fiber && process.state === PARKED && !awaitsPromise(process)
      ? process
      : null
  }

  private get joins(): boolean {
    return this.children > 0 && this.name !== null
  }
}

export class Census implements Tracer {
  /** Rises with everything that happens. */
  activity = 0
  private readonly test = new Resident(null, null)
  private readonly residents = new Map<Process, Resident>()
  private readonly callers = new WeakSet<Calling>()
  private readonly context = new AsyncLocalStorage<Resident>()
  /** Those that have been asked for, by their parents, and have not started. */
  private readonly asked = new WeakMap<Handle, Resident>()
  /** Whose body has been called, and who is adopted as a process next. */
  private entered: Resident | null = null
  private readonly outsiders: ReadonlySet<string>
  /**
   * Residents that may not be blocked. Nobody gets unblocked unnoticed, so that each moment costs as much as happens
   * in it, and not as many as there are.
   */
  private readonly suspects = new Set<Resident>()

  /** @param outsiders names of processes that may wait for something outside */
  constructor(outsiders: readonly string[]) {
    this.outsiders = new Set(outsiders)
  }

  /** A sentence for each process, and for the test, that waits. */
  get waiting(): string[] {
    return [this.test, ...this.residents.values()].flatMap(resident => {
      if (resident.waits.length > 0)
        return resident.waits.map(wait => `${resident.subject} is waiting in ${wait}`)
      return resident.name === null || this.outsiders.has(resident.name)
        ? []
        : [`${resident.subject} is waiting for something outside the bubble`]
    })
  }

  /** Whether there is anything to say in `waiting`. */
  get isAnybodyWaiting(): boolean {
    for (const { isBlocked, name } of this.residents.values())
      if (isBlocked || !this.outsiders.has(name as string)) return true
    return this.test.isBlocked
  }

  /** Names of the processes that wait for something that is neither a channel nor time nor a process. */
  get outside(): string[] {
    for (const suspect of this.suspects) if (suspect.isBlocked) this.suspects.delete(suspect)
    return [...this.suspects]
      .map(({ name }) => name as string)
      .filter(name => !this.outsiders.has(name))
  }

  // ------------------------------------------------------------------ tracer

  spawning(handle: Handle): void {
    this.asked.set(handle, new Resident(handle.name, this.current))
  }

  enter<R>(handle: Handle, body: () => R): R {
    const resident = this.asked.get(handle) ?? new Resident(handle.name, this.current)
    try {
      return this.context.run(resident, body)
    } finally {
      this.entered = resident
    }
  }

  spawned(process: Process): void {
    this.activity++
    // One that was cancelled before its start was never entered.
    const resident = this.entered ?? new Resident(process.name, null)
    this.entered = null
    resident.process = process
    this.residents.set(process, resident)
    this.suspects.add(resident)
    if (resident.parent !== null) resident.parent.children++
  }

  ended(process: Process): void {
    this.activity++
    const resident = this.residents.get(process)
    if (resident === undefined) return
    this.residents.delete(process)
    this.suspects.delete(resident)
    if (resident.parent !== null) {
      resident.parent.children--
      this.suspect(resident.parent)
    }
  }

  parked(offer: Offer): void {
    this.activity++
    if (!(offer instanceof AsyncOperation)) return
    if (offer instanceof Calling) {
      // Told again when the call is accepted, and that by whoever accepts it.
      if (this.callers.has(offer)) return
      this.callers.add(offer)
    }
    const { current } = this
    current.pending.add(offer)
    const settled = (): void => {
      this.activity++
      current.pending.delete(offer)
      this.suspect(current)
    }
    offer.promise.then(settled, settled)
  }

  channelCreated(): void {}
  resumed(party: Offer): void {
    // An operation's process goes on when its promise has settled.
    const fiber = party instanceof Fiber ? this.residents.get(party) : undefined
    if (fiber !== undefined) this.suspects.add(fiber)
  }

  rendezvous(): void {
    this.activity++
  }

  put(): void {
    this.activity++
  }

  take(): void {
    this.activity++
  }

  chosen(): void {}
  closed(): void {}
  poisoned(): void {}
  expired(): void {}

  /** Notes that a resident may wait no longer; one that has ended, and the test itself, are no residents. */
  private suspect(resident: Resident): void {
    const { process } = resident
    if (process !== null && this.residents.has(process)) this.suspects.add(resident)
  }

  private get current(): Resident {
    const fiber = driver.current === null ? undefined : this.residents.get(driver.current)
    return fiber ?? this.context.getStore() ?? this.test
  }
}
