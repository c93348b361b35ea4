/**
 * The turns of one selection: builds its cases, and settles with the ledger what each turn came to.
 */
import type { Case } from '../../src/core/cases.ts'
import { type Guard, when } from '../../src/core/guard.ts'
import { after, never, skip } from '../../src/core/guards.ts'
import type { Signal } from '../../src/core/ports.ts'
import { type Alternative, alternative, type select as selectAsync } from '../../src/core/select.ts'
import type { select as selectInFiber } from '../../src/fiber/waiting.ts'
import type { Actor } from './actor.ts'
import type { Attempt, Operation } from './ledger.ts'
import type { CaseSpec, Step } from './network.ts'
import { Planned, type World } from './world.ts'

interface Result {
  readonly key: string | number
  readonly value: unknown
}

/** One turn: the values that it offers, by case. */
interface Turn {
  readonly operation: Operation
  readonly attempts: Map<number, Attempt>
}

/** The error of a transform, which is raised after the case has happened. */
class AfterCommit extends Planned {
  readonly key: number

  constructor(key: number) {
    super(`the map of case ${key} throws`)
    this.key = key
  }
}

export class Turns {
  private readonly actor: Actor
  private readonly world: World
  private readonly step: Extract<Step, { op: 'select' }>
  private readonly own: Signal
  /** The last operation that a map has run for: each turn has one case that happens. */
  private mapped: Operation | null = null
  private turn: Turn = {
    operation: { text: '', process: 0, order: 0, ended: true },
    attempts: new Map(),
  }

  constructor(actor: Actor, step: Extract<Step, { op: 'select' }>, own: Signal) {
    this.actor = actor
    this.world = actor.world
    this.step = step
    this.own = own
  }

  /** As an asynchronous process. */
  async run(select: typeof selectAsync): Promise<void> {
    const { turns, order, left, signal } = this.step
    const options = this.world.signal(signal, this.own)
    if (left) return this.leave()
    if (turns === 1 && order === 'priority') {
      this.begin()
      const cases = this.cases(true)
      return this.settle(select(cases as readonly Case[], options))
    }
    const reusable = this.alternative()
    for (let number = 0; number < turns; number++) {
      this.begin()
      // Only the first turn can be aborted: the others show that the alternative has survived it.
      await this.settle(reusable.select(number === 0 ? options : undefined))
    }
  }

  /** As a fiber. */
  *runInFiber(select: typeof selectInFiber): Generator<unknown, void, unknown> {
    const { turns, order } = this.step
    const single = turns === 1 && order === 'priority'
    const reusable = single ? null : this.alternative()
    for (let number = 0; number < turns; number++) {
      this.begin()
      try {
        const chosen: unknown =
          reusable === null
            ? yield* select(this.cases(true) as readonly Case[])
            : yield* select(reusable as Alternative<Result>)
        this.chosen(chosen as Result)
      } catch (error) {
        this.rejected(error)
      }
      this.world.stepped()
    }
  }

  /** Begins a turn of the loop over the alternative and leaves the loop while it waits. */
  private async leave(): Promise<void> {
    const loop = this.alternative()[Symbol.asyncIterator]()
    this.begin()
    const turn = this.settle(loop.next().then(({ value }) => value as Result))
    await null
    const returned = loop.return?.()
    this.world.stepped()
    await turn
    await returned
  }

  private alternative(): Alternative<Result> {
    return alternative(this.cases(false) as readonly Case[], {
      order: this.step.order,
    }) as Alternative<Result>
  }

  private async settle(result: Promise<Result>): Promise<void> {
    this.world.stepped()
    try {
      this.chosen(await result)
    } catch (error) {
      this.rejected(error)
    }
  }

  // ------------------------------------------------------------------ books

  private begin(): void {
    const operation = this.world.ledger.begin(this.actor.number, `select ${this.step.order}`)
    this.turn = { operation, attempts: new Map() }
  }

  private chosen({ key, value }: Result): void {
    const spec = this.step.cases[Number(key)]
    if (spec !== undefined && spec.map === 'none') this.receive(spec, value)
    this.conclude(Number(key))
  }

  private rejected(error: unknown): void {
    this.world.expect(this.turn.operation, error)
    this.conclude(error instanceof AfterCommit ? error.key : null)
  }

  private conclude(key: number | null): void {
    const { operation, attempts } = this.turn
    for (const [offered, attempt] of attempts)
      if (offered === key) this.world.ledger.taken(attempt)
      else this.world.ledger.refused(attempt)
    this.world.ledger.end(operation)
  }

  private receive({ guard, channel }: CaseSpec, value: unknown): void {
    const number = this.world.channelNumber(channel)
    const { operation, attempts } = this.turn
    if (guard === 'input') this.world.ledger.receive(operation, number, value, attempts)
    if (guard !== 'step') return
    const step = value as IteratorResult<unknown, undefined>
    if (!step.done) this.world.ledger.receive(operation, number, step.value, attempts)
  }

  private offer(key: number, channel: number): Attempt {
    const { attempts } = this.turn
    const attempt = this.world.ledger.offer(this.actor.number, channel, attempts)
    attempts.set(key, attempt)
    return attempt
  }

  // ------------------------------------------------------------------ cases

  /** @param once a turn of its own, so an offer may carry one value and a condition may be a boolean */
  private cases(once: boolean): Case[] {
    const cases = this.step.cases.map((spec, key) => this.case(spec, key, once))
    return [...cases, this.world.finale.signal]
  }

  private case(spec: CaseSpec, key: number, once: boolean): Case {
    const { condition, map, mischief } = spec
    let guard = this.guard(spec, key, once && condition !== 'false')
    if (map !== 'none')
      guard = guard.map(value => {
        const { operation } = this.turn
        if (this.mapped === operation)
          this.world.monitor.violated(0, `${operation.text} ran a second map in one turn`)
        this.mapped = operation
        this.receive(spec, value)
        this.world.callback('a map', mischief)
        if (map === 'throws') throw new AfterCommit(key)
        return value
      })
    if (condition === 'null') return null
    if (condition === 'none') return guard
    if (once && condition === 'false') return when(false, guard)
    return when(() => {
      this.world.callback('a precondition', mischief)
      if (condition === 'throws') throw new Planned('a precondition throws')
      return condition === 'true'
    }, guard)
  }

  private guard(spec: CaseSpec, key: number, once: boolean): Guard<unknown> {
    const { number, reader, writer } = this.actor.endsOf(spec.channel)
    switch (spec.guard) {
      case 'input':
        return reader
      case 'step':
        return reader.step
      case 'output':
        if (once) return writer.offer(this.offer(key, number).payload)
        return writer.offerWith(() => this.offer(key, number).payload)
      case 'computed':
        return writer.offerWith(() => {
          this.world.callback('a computed offer', spec.mischief)
          return this.offer(key, number).payload
        })
      case 'after':
        return after(spec.milliseconds)
      case 'skip':
        return skip
      case 'never':
        return never
      case 'signal':
        return after(spec.milliseconds + 1).map(value => value)
    }
  }
}
