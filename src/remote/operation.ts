/**
 * One read or write of an asynchronous process, and the native promise that its caller awaits.
 *
 * Unlike a selection it can be offered `alone`, so that its home commits it without asking; in return only
 * the home can withdraw it. An abort is therefore a request, and the answer decides: aborted or, if the match
 * was first, done.
 */
import { RetiredError } from '../core/errors.ts'
import { rejected } from '../core/operation.ts'
import { ports, type Signal } from '../core/ports.ts'
import { watch } from '../core/signal.ts'
import type { EndState } from './end-state.ts'
import { endingError, endOf, type Site } from './errors.ts'
import type { SyncId } from './identity.ts'
import type { Outcome } from './outcome.ts'
import type { Waiter } from './waiter.ts'

const ignore = (): void => {}

// One static executor hands the resolving function to the operation under construction.
let underConstruction: RemoteOperation
const executor = (resolve: (value: unknown) => void): void => {
  underConstruction.resolve = resolve
}

export class RemoteOperation implements Waiter {
  readonly promise: Promise<unknown>
  /** Null until it has begun. */
  id: SyncId | null = null
  resolve!: (value: unknown) => void
  private readonly state: EndState
  private readonly process: string | undefined = ports.currentName()
  private unwatch: (() => void) | null = null
  private withdrawal: { readonly reason: unknown } | null = null
  private readonly settled: ((operation: RemoteOperation, outcome: Outcome | null) => void) | null

  /** @param settled is told how the operation ended; null: it never began */
  constructor(
    state: EndState,
    signal: Signal | undefined,
    settled: ((operation: RemoteOperation, outcome: Outcome | null) => void) | null,
  ) {
    this.state = state
    this.settled = settled
    underConstruction = this
    this.promise = new Promise(executor)
    ports.tracer?.parkedRemotely?.(this, state)
    if (signal !== undefined) {
      this.unwatch = watch(signal, { aborted: reason => this.withdraw(reason) })
    }
  }

  /** For errors: where, and by whom. */
  get site(): Site {
    const { address, direction } = this.state
    return { address, direction, process: this.process }
  }

  /** Whether it was withdrawn before it could begin. */
  get withdrawn(): boolean {
    return this.withdrawal !== null
  }

  withdraw(reason: unknown): void {
    this.withdrawal ??= { reason }
    const { id } = this
    if (id !== null) this.state.node.endpoint.act(node => node.cancel(id))
    else this.fail(reason)
  }

  /** It ends without having been offered anywhere. */
  fail(error: unknown): void {
    this.unwatch?.()
    ports.tracer?.resumedRemotely?.(this, this.state, false)
    this.settled?.(this, null)
    this.reject(error)
  }

  private reject(error: unknown): void {
    // An operation that is held in a variable and fails before its `await` must not end the program.
    this.promise.then(undefined, ignore)
    this.resolve(rejected(error))
  }

  begun(sync: SyncId): void {
    this.id = sync
  }

  claimed(): void {}

  released(): void {}

  unlink(): void {
    this.unwatch?.()
  }

  settle(outcome: Outcome): void {
    const met = outcome.type === 'received' || outcome.type === 'sent'
    ports.tracer?.resumedRemotely?.(this, this.state, met)
    this.settled?.(this, outcome)
    switch (outcome.type) {
      case 'received':
        this.resolve(outcome.value)
        break
      case 'sent':
        this.resolve(undefined)
        break
      case 'cancelled':
        this.reject(this.withdrawal?.reason)
        break
      case 'ended':
        this.reject(endingError(this.site, outcome.ending))
        break
      case 'lost':
        this.reject(this.state.node.lossError(this.site, outcome))
        break
    }
  }
}

/** What the operations of a retired lease raise. */
export function retiredError({ address, direction, process }: Site): RetiredError {
  const end = endOf(direction)
  return new RetiredError(
    `this lease of the ${end} of channel '${address.name}' has been retired: ` +
      `take another with ${end}.lease() before the last one retires`,
    { channel: address.name, end, process },
  )
}
