/**
 * One read or write of an asynchronous process, and the native promise that its caller awaits.
 *
 * Unlike a selection it can be offered `alone`, so that its home commits it without asking; in return only
 * the home can withdraw it. An abort is therefore a request, and the answer decides: aborted or, if the match
 * was first, done.
 */
import { RetiredError } from '../core/errors.ts'
import type { Signal } from '../core/ports.ts'
import { watch } from '../core/signal.ts'
import type { ChannelNode, Waiter } from './channel-node.ts'
import { ChannelLostError, endingError, endOf, type Site } from './errors.ts'
import type { SyncId } from './identity.ts'
import type { Outcome } from './outcome.ts'

const ignore = (): void => {}

export class RemoteOperation implements Waiter {
  readonly promise: Promise<unknown>
  readonly site: Site
  readonly sync: { id: SyncId | null } = { id: null }
  private readonly node: ChannelNode
  private resolve!: (value: unknown) => void
  private reject!: (error: unknown) => void
  private unwatch: (() => void) | null = null
  private withdrawal: { readonly reason: unknown } | null = null
  private readonly settled: ((operation: RemoteOperation, outcome: Outcome | null) => void) | null

  /** @param settled is told how the operation ended; null: it never began */
  constructor(
    node: ChannelNode,
    site: Site,
    signal: Signal | undefined,
    settled: ((operation: RemoteOperation, outcome: Outcome | null) => void) | null,
  ) {
    this.node = node
    this.site = site
    this.settled = settled
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    // An operation that is held in a variable and fails before its `await` must not end the program.
    this.promise.then(undefined, ignore)
    if (signal !== undefined) {
      this.unwatch = watch(signal, { aborted: reason => this.withdraw(reason) })
    }
  }

  /** Whether it was withdrawn before it could begin. */
  get withdrawn(): boolean {
    return this.withdrawal !== null
  }

  withdraw(reason: unknown): void {
    this.withdrawal ??= { reason }
    const { id } = this.sync
    if (id !== null) this.node.endpoint.act(node => node.cancel(id))
    else this.fail(reason)
  }

  /** It ends without having been offered anywhere. */
  fail(error: unknown): void {
    this.unwatch?.()
    this.settled?.(this, null)
    this.reject(error)
  }

  begun(sync: SyncId): void {
    this.sync.id = sync
  }

  claimed(): void {}

  released(): void {}

  unlink(): void {
    this.unwatch?.()
  }

  settle(outcome: Outcome): void {
    const { site } = this
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
        this.reject(endingError(site, outcome.ending))
        break
      case 'lost':
        this.reject(new ChannelLostError(site, outcome.node, outcome.outcome))
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
