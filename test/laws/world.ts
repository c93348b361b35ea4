/**
 * One network while it runs: its channels, signals and callbacks, and the books that are kept of it.
 */
import { type BufferPolicy, dropping, fifo, sliding, unbounded } from '../../src/core/buffer.ts'
import { type Channel, channel } from '../../src/core/create.ts'
import { ChannelError } from '../../src/core/errors.ts'
import { ports, type Signal } from '../../src/core/ports.ts'
import type { ProcessHandle } from '../../src/core/process.ts'
import type { CountedController, Kernel } from './kernel.ts'
import { Ledger, type Operation, type Payload } from './ledger.ts'
import { Monitor, tracerOf, type Watched } from './monitor.ts'
import type { ChannelSpec, Mischief, NetworkSpec } from './network.ts'

/** An error that the network raises on purpose: in a callback, as a cause, as the reason of an abort. */
export class Planned extends Error {
  override name = 'Planned'
}

/** An end that can be leased and retired. */
export interface Lease {
  lease(): Lease
  retire(): void
}

/** The leases of a channel that have not been retired, oldest first. */
export type Leases = Record<'reader' | 'writer', Lease[]>

export class World {
  readonly spec: NetworkSpec
  readonly kernel: Kernel
  readonly monitor = new Monitor()
  readonly ledger = new Ledger(this.monitor)
  readonly channels: Channel<Payload>[]
  readonly watched: Watched[] = this.monitor.channels
  readonly leases: Leases[]
  readonly signals: CountedController[]
  /** Aborted when the network is taken down; every selection has it as its last case. */
  readonly finale: CountedController
  readonly handles: ProcessHandle<void>[] = []
  private callbacks = 0
  private nested = false

  constructor(spec: NetworkSpec, kernel: Kernel) {
    this.spec = spec
    this.kernel = kernel
    if (spec.traced) ports.tracer = tracerOf(this.monitor, () => kernel.impatient())
    this.channels = spec.channels.map((one, number) => this.make(one, number))
    this.leases = this.channels.map(() => ({ reader: [], writer: [] }))
    this.signals = Array.from({ length: spec.signals }, () => kernel.controller())
    this.finale = kernel.controller()
  }

  private make({ kind, capacity, mischief }: ChannelSpec, number: number): Channel<Payload> {
    const buffers: Record<ChannelSpec['kind'], () => BufferPolicy | undefined> = {
      rendezvous: () => undefined,
      fifo: () => fifo(capacity),
      sliding: () => sliding(capacity),
      dropping: () => dropping(capacity),
      unbounded,
    }
    const buffer = buffers[kind]()
    const made = channel<Payload>({
      name: `c${number}`,
      ...(buffer === undefined ? {} : { buffer }),
      onUndelivered: (value: Payload) => {
        this.callback('onUndelivered', mischief)
        this.ledger.returned(number, value)
      },
    })
    this.watched.push({ core: made.reader.core, mayEnd: false, leases: { reader: 0, writer: 0 } })
    return made
  }

  channelNumber(channel: number): number {
    return channel % this.channels.length
  }

  sharedSignal(signal: number): CountedController {
    return this.signals[signal % this.signals.length] as CountedController
  }

  /** To be called after every step of the network. */
  stepped(): void {
    this.kernel.impatient()
    this.monitor.check()
  }

  /** Notes that a channel is about to be ended. */
  ending(channel: number): void {
    ;(this.watched[channel] as Watched).mayEnd = true
  }

  /** Code of the user runs inside an operation, and may itself do something to the network. */
  callback(where: string, mischief: Mischief | null): void {
    this.monitor.userCode(where)
    if (mischief === null || this.nested) return
    this.nested = true
    try {
      this.disturb(mischief)
    } finally {
      this.nested = false
    }
  }

  /** One immediate operation on behalf of a callback, or of the environment. */
  disturb({ does, target }: Mischief): void {
    const number = this.channelNumber(target)
    const { reader, writer } = this.channels[number] as Channel<Payload>
    const process = -++this.callbacks
    switch (does) {
      case 'tryRead':
        this.tryRead(process, number, reader)
        break
      case 'tryWrite':
        this.tryWrite(process, number, writer)
        break
      case 'close':
        this.ending(number)
        writer.close()
        break
      case 'stopReading':
        this.ending(number)
        reader.close()
        break
      case 'poison':
        this.ending(number)
        reader.poison(new Planned('poisoned by a callback'))
        break
      case 'abort':
        this.sharedSignal(target).abort(new Planned('aborted by a callback'))
    }
    this.stepped()
  }

  tryRead(process: number, number: number, reader: Channel<Payload>['reader']): void {
    const operation = this.ledger.begin(process, `tryRead c${number}`)
    try {
      const got = reader.tryRead()
      if (got !== undefined) this.ledger.receive(operation, number, got.value, null)
    } catch (error) {
      this.expect(operation, error)
    }
    this.ledger.end(operation)
  }

  tryWrite(process: number, number: number, writer: Channel<Payload>['writer']): void {
    const operation = this.ledger.begin(process, `tryWrite c${number}`)
    const attempt = this.ledger.offer(process, number, null)
    try {
      if (writer.tryWrite(attempt.payload)) this.ledger.taken(attempt)
      else this.ledger.refused(attempt)
    } catch (error) {
      this.expect(operation, error)
      this.ledger.refused(attempt)
    }
    this.ledger.end(operation)
  }

  /** Complains of an error that no operation should raise. */
  expect(operation: Operation, error: unknown): void {
    const expected =
      error instanceof ChannelError ||
      error instanceof Planned ||
      (error instanceof Error && error.name === 'AbortError')
    if (!expected) this.monitor.violated(0, `${operation.text} raised ${String(error)}`)
  }

  signal(signal: number | 'own' | null, own: Signal): { signal?: Signal } {
    if (signal === null) return {}
    return { signal: signal === 'own' ? own : this.sharedSignal(signal).signal }
  }
}
