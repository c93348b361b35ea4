/**
 * Who lives in a bubble, and what everybody waits for.
 *
 * A fiber says so itself. What an asynchronous process waits for is known from the tracer: which process an
 * operation belongs to follows from the asynchronous context that its body was entered in.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
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
    const fiber = this.process
    if (fiber instanceof Fiber && fiber.state === PARKED && !awaitsPromise(fiber))
      waits.unshift(describe(fiber))
    if (waits.length === 0 && this.children > 0 && this.name !== null)
      waits.push('join of the processes that it started')
    return waits
  }
}

export class Census implements Tracer {
  /** Rises with everything that happens. */
  activity = 0
  private readonly test = new Resident(null, null)
  private readonly residents = new Map<Process, Resident>()
  private readonly context = new AsyncLocalStorage<Resident>()
  /** Those that have been asked for, by their parents, and have not started. */
  private readonly asked = new WeakMap<Handle, Resident>()
  /** Whose body has been called, and who is adopted as a process next. */
  private entered: Resident | null = null
  private readonly outsiders: ReadonlySet<string>

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

  /** Names of the processes that wait for something that is neither a channel nor time nor a process. */
  get outside(): string[] {
    return [...this.residents.values()]
      .filter(({ waits, name }) => waits.length === 0 && !this.outsiders.has(name as string))
      .map(({ name }) => name as string)
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
    if (resident.parent !== null) resident.parent.children++
  }

  ended(process: Process): void {
    this.activity++
    const parent = this.residents.get(process)?.parent
    if (parent != null) parent.children--
    this.residents.delete(process)
  }

  parked(offer: Offer): void {
    this.activity++
    if (!(offer instanceof AsyncOperation)) return
    const { pending } = this.current
    pending.add(offer)
    const settled = (): void => {
      this.activity++
      pending.delete(offer)
    }
    offer.promise.then(settled, settled)
  }

  channelCreated(): void {}
  resumed(): void {}

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

  private get current(): Resident {
    const fiber = driver.current === null ? undefined : this.residents.get(driver.current)
    return fiber ?? this.context.getStore() ?? this.test
  }
}
