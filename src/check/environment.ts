/**
 * The ports of the engine as a program under check finds them: a clock that stands still, no macrotasks, chance
 * from a seed, the run as the one who chooses; and abort signals that tell who looks at them.
 */
import { awaited } from '../core/awaited.ts'
import { budget } from '../core/budget.ts'
import { type Access, ports } from '../core/ports.ts'
import type { Handle, ProcessBody } from '../core/process.ts'
import { Scope } from '../core/scope.ts'
import { Timer, timers } from '../core/timer.ts'
import { Control } from './control.ts'
import { rest } from './loop.ts'
import { Observer } from './observer.ts'
import { isBusier, resources, stopTimers, watchTimers } from './outside.ts'
import type { Run } from './run.ts'

/** How the program under check has ended. */
export interface Outcome {
  over: boolean
  /** What it gave. */
  readonly result: unknown
  /** What failed; empty for a program that ended well. */
  roots: readonly unknown[]
  /** Rejections that nobody handled. */
  readonly unhandled: unknown[]
}

/** The date at virtual time 0: fixed, so that runs agree. */
const EPOCH = Date.UTC(2000, 0, 1)

export class Environment {
  private run: Run | null = null
  private outcome: Outcome | null = null
  private restore: (() => void) | null = null
  /** What Node waited for when the check began. */
  private before: ReadonlyMap<string, number> = new Map()
  /** Sources of chance that the program has used, and the process that did first. */
  readonly chance = new Map<string, string>()

  install(): void {
    if (ports.choice !== null)
      throw new Error('a check is under way: one at a time, await the first')
    const { clock, macrotask, random, captureContext, tracer, choice } = ports
    const { overdue } = budget
    const { scopes } = awaited
    const restoreTimers = timers.isolate()
    const restoreSignals = this.watchSignals()
    const restoreChance = this.watchChance()
    const restorePlatformTimers = watchTimers(() => this.run)
    this.before = resources()
    process.on('unhandledRejection', this.unhandled)
    // Nobody's context differs from the check's.
    ports.captureContext = null
    ports.macrotask = callback => queueMicrotask(callback)
    budget.overdue = () => false
    this.restore = () => {
      process.off('unhandledRejection', this.unhandled)
      Object.assign(ports, { clock, macrotask, random, captureContext, tracer, choice })
      budget.overdue = overdue
      // Schedules that were cut off leave scopes behind that nobody awaits.
      awaited.scopes = scopes
      restoreSignals()
      restoreChance()
      restorePlatformTimers()
      restoreTimers()
    }
  }

  uninstall(): void {
    if (this.run !== null) stopTimers(this.run)
    this.run = null
    this.restore?.()
    this.restore = null
  }

  /** Begins a run of a program: its beginning is event 0. */
  async start(run: Run, program: ProcessBody<unknown>): Promise<Outcome> {
    let handle: Handle | null = null
    const outcome: Outcome = {
      over: false,
      roots: [],
      unhandled: [],
      get result() {
        return handle?.process?.value
      },
    }
    // Puts what an earlier run left behind out of the way.
    if (this.run !== null) stopTimers(this.run)
    this.run = run
    this.outcome = outcome
    timers.isolate()
    ports.clock = {
      now: () => run.now,
      date: () => EPOCH + run.now,
      setTimer: (delay, callback) => timers.start(delay, { expired: callback }),
      clearTimer: timer => {
        if (timer instanceof Timer) timers.stop(timer)
      },
    }
    ports.random = () => 0
    ports.tracer = new Observer(run)
    ports.choice = new Control(run)
    run.begin(null, [])
    const settler = {
      scopeSettled(roots: readonly unknown[]) {
        outcome.over = true
        outcome.roots = roots
      },
    }
    const scope = new Scope({ name: 'program' }, false, settler)
    handle = scope.start(program, program.name || 'program')
    await rest()
    run.end()
    return outcome
  }

  /** Whether Node waits for something that the program may have begun. */
  get isWaitingOutside(): boolean {
    return isBusier(this.before)
  }

  private readonly unhandled = (error: unknown): void => {
    this.outcome?.unhandled.push(error)
  }

  /** Notes who asks for chance or for the time of day. */
  private watchChance(): () => void {
    const { random } = Math
    const { now } = Date
    const noted = <R>(what: string, ask: () => R): (() => R) => {
      return () => {
        const name = this.run?.step.task?.name
        if (name !== undefined && !this.chance.has(what)) this.chance.set(what, name)
        return ask()
      }
    }
    Math.random = noted('Math.random()', random)
    Date.now = noted('Date.now()', now)
    return () => {
      Math.random = random
      Date.now = now
    }
  }

  /** Lets abort signals tell the run who reads and who aborts them. */
  private watchSignals(): () => void {
    const { AbortSignal, AbortController } = globalThis
    const named = (signal: object): void => this.run?.names.give(signal, this.run.step.name())
    globalThis.AbortController = class extends AbortController {
      constructor() {
        super()
        named(this.signal)
      }
    }
    const aborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')!
    const { abort } = AbortController.prototype
    const touched = (signal: object, access: Access): void => ports.choice?.touched(signal, access)
    Object.defineProperty(AbortSignal.prototype, 'aborted', {
      ...aborted,
      get(this: AbortSignal): boolean {
        touched(this, 'shared')
        return aborted.get!.call(this)
      },
    })
    AbortController.prototype.abort = function (reason) {
      touched(this.signal, 'exclusive')
      abort.call(this, reason)
    }
    return () => {
      globalThis.AbortController = AbortController
      Object.defineProperty(AbortSignal.prototype, 'aborted', aborted)
      AbortController.prototype.abort = abort
    }
  }
}
