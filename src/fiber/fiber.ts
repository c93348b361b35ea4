/**
 * A fiber: a process whose body is a generator, resumed from the library's run queue.
 *
 *              begin an operation                a commit
 *    RUNNING ─────────────────────▶ PARKED ────────────────▶ RESUMED (RAISED, with an error)
 *       ▲                                                       │
 *       └──────────── the operation gives its value ◀───────────┘
 *
 * A fiber waits for one thing at a time, so the fiber itself is its node in a channel's queue and in the run
 * queue: an operation allocates nothing. `yield*` hands the same PARKED_STEP through however many generators
 * lie between, so one comparison tells a parked fiber from a body that yielded something else.
 */
import { ports } from '../core/ports.ts'
import { Extras, type Handle, type Label, nameOf, type Process } from '../core/process.ts'
import type { Offer, Place } from '../core/queue.ts'
import type { Scope } from '../core/scope.ts'
import { driver, PARKED_STEP } from './driver.ts'
import { endedWhileWaiting, notAFiber, notConsumed, notYieldStar } from './misuse.ts'
import { runQueue } from './run-queue.ts'

export const RUNNING = 3
export const PARKED = 4
export const RESUMED = 5
export const RAISED = 6

// Every generator function has a prototype, so a shape, of its own: looking up `next` on them is megamorphic
// and costs a twentieth of a communication. All inherit this one.
const nextOf = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())).next as (
  this: Generator,
) => IteratorResult<unknown, unknown>

/** A place that is left only when something else has ended, such as the children of a fiber. */
export interface Joining extends Place {
  interrupt(reason: unknown): void
}

/** Not derived from Process: V8 inlines the constructor of a class only when it has no base. */
export class Fiber implements Process, Offer {
  // What every communication looks at comes first, so that it lies in as few lines of the cache as can be.
  state: number
  value: unknown
  previous: Offer | null
  next: Offer | null
  place: Place | null
  /** The body, or null for a fiber that is a single read or write. */
  readonly generator: Generator | null
  extras: Extras | null
  readonly scope: Scope
  readonly label: Label
  before: Process | null
  after: Process | null

  constructor(generator: Generator | null, handle: Handle) {
    this.state = RUNNING
    this.value = undefined
    this.previous = null
    this.next = null
    this.place = null
    this.generator = generator
    this.extras = handle.extras
    this.scope = handle.scope
    this.label = handle.label
    this.before = null
    this.after = null
  }

  get name(): string {
    return nameOf(this.label)
  }

  get selection(): object | null {
    return null
  }

  withdraw(): void {
    this.place?.withdraw(this)
  }

  deliver(value: unknown): void {
    this.value = value
    this.state = RESUMED
    this.ready()
  }

  fail(error: unknown): void {
    this.value = error
    this.state = RAISED
    this.ready()
  }

  /** Lets the fiber go on in its turn, with the value or the error that it has been given. */
  ready(): void {
    if (ports.tracer !== null) ports.tracer.resumed(this)
    if (ports.choice !== null) ports.choice.waking(this)
    else runQueue.push(this)
  }

  /** Lets the fiber go on, now that the checker has given it its turn. */
  settle(): void {
    runQueue.push(this)
  }

  /** Cancellation: raises the reason where the fiber waits, or at its next operation that has to. */
  interrupt(reason: unknown): void {
    this.extras ??= new Extras()
    this.extras.interrupt(reason)
    if (this.state === PARKED) this.raise()
  }

  /** Takes a parked fiber out of its operation, for the interruption that it was given. */
  private raise(): void {
    const interruption = this.extras?.interruption
    const place = this.place as Joining | null
    // A fiber that waits nowhere has been matched, by an extended reader that is still at work.
    if (interruption == null || interruption.raised || place === null) return
    interruption.raised = true
    if (typeof place.interrupt === 'function') {
      place.interrupt(interruption.reason)
      return
    }
    this.withdraw()
    place.left()
    this.fail(interruption.reason)
  }

  /** Waits at a place. The offer itself, if any, must have been put there by the caller. */
  park(place: Place | null): void {
    this.place = place
    this.state = PARKED
    if (this.extras !== null) this.raise()
  }

  /** Runs the body until it waits or ends. */
  resume(): void {
    const { generator } = this
    if (generator === null) {
      if (this.state === RAISED) this.scope.failed(this, this.value)
      else this.scope.ended(this, this.value)
      return
    }
    let step: IteratorResult<unknown, unknown>
    try {
      step = nextOf.call(generator)
      while (step !== PARKED_STEP && !this.endedBy(step)) step = this.correct(generator)
    } catch (error) {
      driver.armed = false
      this.scope.failed(this, Symbol.asyncIterator in generator ? notAFiber(this.name) : error)
      return
    }
    if (step !== PARKED_STEP) this.scope.ended(this, step.value)
  }

  /** Whether the body has come to an orderly end. */
  private endedBy(step: IteratorResult<unknown, unknown>): boolean {
    if (step.done !== true) return false
    if (driver.armed) throw notConsumed(this.name)
    if (this.state !== RUNNING) {
      this.withdraw()
      throw endedWhileWaiting(this.name)
    }
    return true
  }

  /** Tells a body that has yielded by itself what it should have written. */
  private correct(generator: Generator): IteratorResult<unknown, unknown> {
    driver.armed = false
    return generator.throw(notYieldStar(this.name))
  }
}
