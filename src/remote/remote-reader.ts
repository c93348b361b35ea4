/**
 * The reading end of a channel whose home may be another node.
 */
import type { OperationOptions } from '../core/end.ts'
import { isNormalEnding, show } from '../core/errors.ts'
import type { Guard } from '../core/guard.ts'
import type { SelectionCase } from '../core/selection.ts'
import type { ChannelNode } from './channel-node.ts'
import { EndState } from './end-state.ts'
import type { ChannelAddress } from './identity.ts'
import type { RemoteOperation } from './operation.ts'
import type { RemoteGuard } from './sync.ts'
import { RemoteCaseGuard } from './turn.ts'

type Step<T> = IteratorResult<T, undefined>

const FINISHED: Step<never> = Object.freeze({ done: true, value: undefined })

/** Takes values from a channel, wherever it lives. Used as `Reader` is; it can be sent through channels. */
export class RemoteReader<out T> extends RemoteCaseGuard<T> implements AsyncIterable<T, undefined> {
  /** @internal */
  readonly state: EndState

  /** @internal */
  constructor(node: ChannelNode, address: ChannelAddress, lease: string | null) {
    super()
    this.state = new EndState(node, address, 'read', lease)
  }

  /** Name of the channel. */
  get name(): string {
    return this.state.address.name
  }

  /**
   * Takes the next value. The read has begun when this returns.
   *
   * @throws ClosedError, PoisonError (rejects) as on a local channel
   * @throws ChannelLostError (rejects) when the home died: `not-taken`
   * @throws AbsentChannelError, ForbiddenError (rejects)
   * @throws the signal's reason (rejects) when it was aborted before a value was taken
   */
  read(options?: OperationOptions): Promise<T> {
    return this.state.operate(undefined, undefined, options).promise as Promise<T>
  }

  /**
   * Extended rendezvous: runs `during` with the value while the writer stays in its write, on whatever node.
   * If `during` throws, this read rejects and the write has happened.
   */
  extended<R>(during: (value: T) => R | PromiseLike<R>, options?: OperationOptions): Promise<R> {
    const { state } = this
    const operation = state.operate(undefined, undefined, options, { extended: true })
    const read = (operation.promise as Promise<T>).then(async value => {
      try {
        return await during(value)
      } finally {
        const { id } = operation
        if (id !== null) state.node.endpoint.act(node => node.complete(id))
      }
    })
    // As every operation: held in a variable, it may fail before its `await` without ending the program.
    read.then(undefined, () => {})
    return read
  }

  /** Closes the reading side, for all readers on all nodes. */
  close(): void {
    this.state.close()
  }

  /** Ends the channel, for all its ends. A cause that cannot travel arrives as an Error of its message. */
  poison(cause?: unknown): void {
    this.state.poison(cause)
  }

  /** Another reading end, which is counted: the last one to retire, or whose node dies, closes this side. */
  lease(): RemoteReader<T> {
    const { node, address } = this.state
    return new RemoteReader<T>(node, address, this.state.newLease())
  }

  /** Gives a lease back; its waiting reads are withdrawn and rejected. */
  retire(): void {
    this.state.retire()
  }

  /** Retires a lease, closes any other end. */
  [Symbol.dispose](): void {
    this.state.dispose()
  }

  /** Iterates over the values; leaving the loop early leaves the channel open. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new RemoteIterator<T>(this.state, () => {})
  }

  /** Iterates over the values as the only consumer: leaving the loop early closes the reading side. */
  consume(): AsyncIterableIterator<T, undefined> {
    return new RemoteIterator<T>(this.state, () => this.close())
  }

  /** The same guard giving an IteratorResult, so that a fan-in goes on when one of its inputs ends. */
  get step(): Guard<Step<T>> {
    return new RemoteStep<T>(this.state)
  }

  /** @internal */
  offered(): RemoteGuard {
    return this.state.guard(undefined)
  }

  override toString(): string {
    return `reader of channel ${show(this.name)}`
  }
}

/** Each `next` posts a read of its own, so overlapping calls are answered in order. */
class RemoteIterator<T> implements AsyncIterableIterator<T, undefined> {
  private readonly state: EndState
  private readonly onReturn: () => void
  private readonly pending: RemoteOperation[] = []
  private finished = false

  constructor(state: EndState, onReturn: () => void) {
    this.state = state
    this.onReturn = onReturn
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<Step<T>> {
    if (this.finished) return FINISHED
    const operation = this.state.operate(undefined, undefined, undefined)
    this.pending.push(operation)
    try {
      return { done: false, value: (await operation.promise) as T }
    } catch (error) {
      if (!this.finished && !isNormalEnding(error)) throw error
      return FINISHED
    } finally {
      this.pending.splice(this.pending.indexOf(operation), 1)
    }
  }

  /** Withdraws what is pending, unless a match is first: its value then goes to the `next` that waits for it. */
  return(): Promise<Step<T>> {
    if (!this.finished) {
      this.finished = true
      for (const operation of this.pending) operation.withdraw(undefined)
      this.onReturn()
    }
    return Promise.resolve(FINISHED)
  }
}

class RemoteStep<T> extends RemoteCaseGuard<Step<T>> {
  readonly state: EndState

  constructor(state: EndState) {
    super()
    this.state = state
  }

  offered(_selectionCase: SelectionCase): RemoteGuard {
    return this.state.guard(undefined)
  }

  override delivered(value: unknown): unknown {
    return { done: false, value }
  }

  override failed(error: unknown): unknown {
    return isNormalEnding(error) ? FINISHED : super.failed(error)
  }
}
