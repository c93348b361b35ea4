/**
 * One process of a network, in either flavour. What an asynchronous process does a fiber does too, by its own
 * operations where it has them, and by waiting for a promise where it has not.
 */
import { OPEN } from '../../src/core/channel.ts'
import type { Channel } from '../../src/core/create.ts'
import { ClosedError } from '../../src/core/errors.ts'
import type { Signal } from '../../src/core/ports.ts'
import type { ProcessContext } from '../../src/core/process.ts'
import { select as selectAsync } from '../../src/core/select.ts'
import { sleep as sleepAsync } from '../../src/core/sleep.ts'
import { read, select, sleep, wait, write } from '../../src/fiber/index.ts'
import type { Operation, Payload } from './ledger.ts'
import type { Watched } from './monitor.ts'
import type { Step } from './network.ts'
import { Turns } from './turns.ts'
import { type Lease, type Leases, Planned, type World } from './world.ts'

type Of<O extends Step['op']> = Step & { op: O }

export class Actor {
  readonly number: number
  readonly world: World
  /** The ends that this process uses now: those of the channel, or leases. */
  readonly ends: Pick<Channel<Payload>, 'reader' | 'writer'>[]
  private own: Signal

  constructor(number: number, world: World) {
    this.number = number
    this.world = world
    this.ends = world.channels.map(({ reader, writer }) => ({ reader, writer }))
    this.own = world.finale.signal
  }

  async asyncBody(context: ProcessContext, steps: readonly Step[]): Promise<void> {
    this.own = context.signal
    for (const step of steps) {
      if (!this.immediate(step)) {
        const under = this.perform(step)
        this.world.stepped()
        if (!('held' in step && step.held)) await under
      }
      this.world.stepped()
    }
  }

  *fiberBody(context: ProcessContext, steps: readonly Step[]): Generator<unknown, void, unknown> {
    // Asking for the signal gives the process its extras, and with them the slower ways through the engine.
    if (steps.length % 2 === 0) this.own = context.signal
    for (const step of steps) {
      if (!this.immediate(step)) yield* this.performInFiber(step)
      this.world.stepped()
    }
  }

  endsOf(channel: number): { number: number } & Pick<Channel<Payload>, 'reader' | 'writer'> {
    const number = this.world.channelNumber(channel)
    const { reader, writer } = this.ends[number] as Pick<Channel<Payload>, 'reader' | 'writer'>
    return { number, reader, writer }
  }

  // ------------------------------------------------------------------ what ends at once

  private immediate(step: Step): boolean {
    const { world } = this
    switch (step.op) {
      case 'tryRead':
      case 'tryWrite': {
        const { number, reader, writer } = this.endsOf(step.channel)
        if (step.op === 'tryRead') world.tryRead(this.number, number, reader)
        else world.tryWrite(this.number, number, writer)
        return true
      }
      case 'abort':
        world.sharedSignal(step.signal).abort(new Planned('a shared signal was aborted'))
        return true
      case 'cancel':
        world.handles[step.process % world.handles.length]?.abort()
        return true
      case 'close':
      case 'stopReading':
      case 'poison':
        this.endChannel(step)
        return true
      case 'lease':
      case 'retire':
        this.count(step)
        return true
      default:
        return false
    }
  }

  /** By the ends of the channel: those of a retired lease belong to the past. */
  private endChannel(step: Of<'close' | 'stopReading' | 'poison'>): void {
    const number = this.world.channelNumber(step.channel)
    const { reader, writer } = this.world.channels[number] as Channel<Payload>
    this.world.ending(number)
    if (step.op === 'close') writer.close()
    else if (step.op === 'stopReading') reader.close()
    else reader.poison('cause' in step && step.cause ? new Planned('poisoned') : undefined)
  }

  /** A lease becomes this process's own end; what is retired is anybody's newest, with whatever waits at it. */
  private count({ op, channel, end }: Of<'lease' | 'retire'>): void {
    const { world } = this
    const number = world.channelNumber(channel)
    const watched = world.watched[number] as Watched
    const leases = world.leases[number] as Leases
    const operation = world.ledger.begin(this.number, `${op} ${end} of c${number}`)
    try {
      if (op === 'retire') {
        const newest = leases[end].pop()
        if (newest === undefined) return
        if (--watched.leases[end] === 0) watched.mayEnd = true
        newest.retire()
      } else {
        const leased = (world.channels[number] as unknown as Record<typeof end, Lease>)[end].lease()
        watched.leases[end]++
        leases[end].push(leased)
        Object.assign(this.ends[number] as object, { [end]: leased })
      }
    } catch (error) {
      world.expect(operation, error)
    } finally {
      world.ledger.end(operation)
    }
  }

  // ------------------------------------------------------------------ what may wait, asynchronously

  private perform(step: Step): Promise<void> {
    switch (step.op) {
      case 'read':
        return this.read(step)
      case 'write':
        return this.write(step)
      case 'extended':
        return this.extended(step)
      case 'iterate':
        return this.iterate(step)
      case 'select':
        return new Turns(this, step, this.own).run(selectAsync)
      case 'sleep':
        return this.timed('sleep', () => sleepAsync(step.milliseconds))
      case 'pause':
        return this.pause(step.turns)
      default:
        throw new Error(`'${step.op}' ends at once`)
    }
  }

  private async pause(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await null
  }

  private async timed(text: string, start: () => Promise<void>): Promise<void> {
    const operation = this.world.ledger.begin(this.number, text)
    await start()
    this.world.ledger.end(operation)
  }

  private async read({ channel, signal }: Of<'read'>): Promise<void> {
    const { ledger } = this.world
    const { number, reader } = this.endsOf(channel)
    const operation = ledger.begin(this.number, `read c${number}`)
    try {
      const value = await reader.read(this.world.signal(signal, this.own))
      ledger.receive(operation, number, value, null)
    } catch (error) {
      this.world.expect(operation, error)
    }
    ledger.end(operation)
  }

  private async write({ channel, signal }: Of<'write'>): Promise<void> {
    const { ledger } = this.world
    const { number, writer } = this.endsOf(channel)
    const operation = ledger.begin(this.number, `write c${number}`)
    const attempt = ledger.offer(this.number, number, null)
    const open = writer.core.state === OPEN
    try {
      await writer.write(attempt.payload, this.world.signal(signal, this.own))
      ledger.taken(attempt)
    } catch (error) {
      this.expectOfWrite(operation, error, open)
      ledger.refused(attempt)
    }
    ledger.end(operation)
  }

  /** What was offered before the writing side was closed must not be refused for that. */
  private expectOfWrite(operation: Operation, error: unknown, open: boolean): void {
    this.world.expect(operation, error)
    if (open && error instanceof ClosedError && error.by === 'writer')
      this.world.monitor.violated(4, `${operation.text} was dropped by a close that came after it`)
  }

  private async extended({ channel, during, signal }: Of<'extended'>): Promise<void> {
    const { world } = this
    const { number, reader } = this.endsOf(channel)
    const buffered = world.spec.channels[number]?.kind !== 'rendezvous'
    const operation = world.ledger.begin(this.number, `extended c${number}`)
    const work = async (value: Payload): Promise<void> => {
      world.callback('the function of an extended read', null)
      world.ledger.receive(operation, number, value, null)
      // A tryWrite does not stay; every other writer is in its write until this function ends.
      const stays = !buffered && value.attempt.outcome === 'pending'
      if (during === 'sleeps') await sleepAsync(3)
      if (during === 'poisons') world.disturb({ does: 'poison', target: number })
      await this.pause(3)
      if (stays && value.attempt.outcome !== 'pending')
        world.monitor.violated(2, `${value}: its writer did not stay in the extended rendezvous`)
      if (during === 'throws') throw new Planned('thrown in an extended read')
    }
    try {
      await reader.extended(work, world.signal(signal, this.own))
    } catch (error) {
      world.expect(operation, error)
    }
    world.ledger.end(operation)
  }

  private async iterate({ channel, count, overlap, consume }: Of<'iterate'>): Promise<void> {
    const { number, reader } = this.endsOf(channel)
    const { world } = this
    const iterator = consume ? reader.consume() : reader[Symbol.asyncIterator]()
    const next = async (): Promise<boolean> => {
      const operation = world.ledger.begin(this.number, `next of c${number}`)
      let done = true
      try {
        const step = await iterator.next()
        done = step.done === true
        if (!step.done) world.ledger.receive(operation, number, step.value, null)
      } catch (error) {
        world.expect(operation, error)
      }
      world.ledger.end(operation)
      return done
    }
    let over = false
    for (let left = count; left > 0 && !over; left -= overlap) {
      const group = Array.from({ length: overlap }, next)
      // The loop is left with reads that are pending, or matched and not yet woken.
      if (left > overlap) over = (await Promise.all(group)).some(done => done)
      else await this.pause(3)
    }
    if (consume && !over) world.ending(number)
    const returned = iterator.return?.()
    world.stepped()
    await returned
  }

  // ------------------------------------------------------------------ what may wait, in a fiber

  private *performInFiber(step: Step): Generator<unknown, void, unknown> {
    if (step.op === 'read' && step.signal === null && !step.held) yield* this.fiberRead(step)
    else if (step.op === 'write' && step.signal === null && !step.held) yield* this.fiberWrite(step)
    else if (step.op === 'select' && step.signal === null && !step.held && !step.left)
      yield* new Turns(this, step, this.own).runInFiber(select)
    else if (step.op === 'sleep') yield* this.fiberSleep(step)
    else {
      const under = this.perform(step)
      this.world.stepped()
      if (!('held' in step && step.held)) yield* this.fiberWait(under)
    }
  }

  private *fiberRead({ channel }: Of<'read'>): Generator<unknown, void, unknown> {
    const { ledger } = this.world
    const { number, reader } = this.endsOf(channel)
    const operation = ledger.begin(this.number, `read c${number}`)
    try {
      ledger.receive(operation, number, yield* read(reader), null)
    } catch (error) {
      this.world.expect(operation, error)
    }
    ledger.end(operation)
  }

  private *fiberWrite({ channel }: Of<'write'>): Generator<unknown, void, unknown> {
    const { ledger } = this.world
    const { number, writer } = this.endsOf(channel)
    const operation = ledger.begin(this.number, `write c${number}`)
    const attempt = ledger.offer(this.number, number, null)
    const open = writer.core.state === OPEN
    try {
      yield* write(writer, attempt.payload)
      ledger.taken(attempt)
    } catch (error) {
      this.expectOfWrite(operation, error, open)
      ledger.refused(attempt)
    }
    ledger.end(operation)
  }

  private *fiberSleep({ milliseconds }: Of<'sleep'>): Generator<unknown, void, unknown> {
    const operation = this.world.ledger.begin(this.number, 'sleep')
    yield* this.interruptible(operation, sleep(milliseconds))
  }

  private *fiberWait(promise: Promise<void>): Generator<unknown, void, unknown> {
    const operation = this.world.ledger.begin(this.number, 'wait for a promise')
    yield* this.interruptible(operation, wait(promise))
  }

  private *interruptible(
    operation: Operation,
    waiting: Iterable<unknown>,
  ): Generator<unknown, void, unknown> {
    try {
      yield* waiting
    } catch (error) {
      this.world.expect(operation, error)
    }
    this.world.ledger.end(operation)
  }
}
