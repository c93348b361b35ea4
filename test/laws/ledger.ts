/**
 * The ledger of a network: every value written, what its writer was told, where it came out, and every
 * operation that was begun. Every value is unique, so that nothing can be taken for something else.
 */
import type { Monitor } from './monitor.ts'

/** One attempt to give one value: by a write, a tryWrite, or one case of one turn of a selection. */
export interface Attempt {
  readonly payload: Payload
  readonly channel: number
  readonly writer: number
  /** Which value of its writer this is. */
  readonly sequence: number
  /** The turn of a selection that offers it; what the same turn reads must be something else. */
  readonly turn: object | null
  outcome: 'pending' | 'taken' | 'refused'
  reads: number
  undelivered: number
}

/** What travels. Looking at `then` is the one thing by which engine and promises run code of a payload. */
export class Payload {
  readonly attempt: Attempt
  private readonly monitor: Monitor

  constructor(monitor: Monitor, attempt: Omit<Attempt, 'payload'>) {
    this.monitor = monitor
    this.attempt = Object.assign(attempt, { payload: this })
  }

  // biome-ignore lint/suspicious/noThenProperty: it watches who looks at it, and when
  get then(): undefined {
    this.monitor.userCode('the getter of a payload')
    return undefined
  }

  toString(): string {
    const { writer, sequence, channel } = this.attempt
    return `value ${sequence} of ${writer < 0 ? `callback ${-writer}` : `p${writer}`} on c${channel}`
  }
}

export interface Operation {
  readonly text: string
  readonly process: number
  /** Its place in the order in which the operations of the network were begun. */
  readonly order: number
  ended: boolean
}

interface Received {
  readonly attempt: Attempt
  readonly operation: Operation
}

export class Ledger {
  readonly attempts: Attempt[] = []
  readonly operations: Operation[] = []
  private readonly received: Received[] = []
  private readonly monitor: Monitor

  constructor(monitor: Monitor) {
    this.monitor = monitor
  }

  begin(process: number, text: string): Operation {
    const operation = { text, process, order: this.operations.length, ended: false }
    this.operations.push(operation)
    return operation
  }

  end(operation: Operation): void {
    if (operation.ended) this.monitor.violated(2, `${name(operation)} ended twice`)
    operation.ended = true
  }

  offer(writer: number, channel: number, turn: object | null): Attempt {
    const { attempt } = new Payload(this.monitor, {
      channel,
      writer,
      sequence: this.attempts.length,
      turn,
      outcome: 'pending',
      reads: 0,
      undelivered: 0,
    })
    this.attempts.push(attempt)
    return attempt
  }

  taken(attempt: Attempt): void {
    this.told(attempt, 'taken')
  }

  refused(attempt: Attempt): void {
    this.told(attempt, 'refused')
  }

  private told(attempt: Attempt, outcome: 'taken' | 'refused'): void {
    if (attempt.outcome !== 'pending')
      this.monitor.violated(2, `the writer of ${attempt.payload} was told twice`)
    attempt.outcome = outcome
  }

  receive(operation: Operation, channel: number, value: unknown, turn: object | null): void {
    if (!(value instanceof Payload)) {
      this.monitor.violated(3, `${name(operation)} gave what nobody wrote: ${String(value)}`)
      return
    }
    const { attempt } = value
    attempt.reads++
    this.received.push({ attempt, operation })
    if (attempt.channel !== channel)
      this.monitor.violated(3, `${value} came out of c${channel} by ${name(operation)}`)
    if (attempt.reads > 1) this.monitor.violated(3, `${value} was read again by ${name(operation)}`)
    if (turn !== null && attempt.turn === turn)
      this.monitor.violated(1, `${name(operation)} met itself: it read ${value}`)
  }

  /** A value came to `onUndelivered`. */
  returned(channel: number, value: unknown): void {
    if (!(value instanceof Payload) || value.attempt.channel !== channel)
      this.monitor.violated(3, `c${channel} did not deliver what nobody wrote: ${String(value)}`)
    else value.attempt.undelivered++
  }

  /** What must hold when everything has ended. */
  conclude(buffered: (channel: number) => boolean): void {
    for (const operation of this.operations)
      if (!operation.ended) this.monitor.violated(2, `${name(operation)} never ended`)
    for (const attempt of this.attempts) this.concludeAttempt(attempt, buffered(attempt.channel))
    this.concludeOrder()
  }

  private concludeAttempt(attempt: Attempt, buffered: boolean): void {
    const { payload, outcome, reads, undelivered } = attempt
    const right =
      outcome === 'taken'
        ? reads + undelivered === 1 && (buffered || undelivered === 0)
        : outcome === 'refused' && reads + undelivered === 0
    if (!right)
      this.monitor.violated(
        3,
        `${payload}: its writer was told '${outcome}', it was read ${reads} times ` +
          `and undelivered ${undelivered} times`,
      )
  }

  /** Values of one writer, in the order in which one reader began the reads that got them. */
  private concludeOrder(): void {
    const last = new Map<string, Attempt>()
    const inOrder = [...this.received].sort((a, b) => a.operation.order - b.operation.order)
    for (const { attempt, operation } of inOrder) {
      const pair = `${attempt.writer}→${operation.process} on ${attempt.channel}`
      const before = last.get(pair)
      if (before !== undefined && before.sequence > attempt.sequence)
        this.monitor.violated(
          5,
          `p${operation.process} got ${before.payload} before ${attempt.payload}`,
        )
      last.set(pair, attempt)
    }
  }
}

const name = ({ text, process, order }: Operation): string =>
  `operation ${order} of ${process < 0 ? 'a callback' : `p${process}`} (${text})`
