/**
 * What both ends of a remote channel share.
 *
 * A lease is known at the home by a name that is unique for ever. It is held by the node where its end is, so it
 * retires when that node dies; an end that was sent to another node is held there from then on.
 */
import type { OperationOptions } from '../core/end.ts'
import type { ChannelNode } from './channel-node.ts'
import { endOf, type Site, siteOf } from './errors.ts'
import type { ChannelAddress, Direction } from './identity.ts'
import type { RemoteNode } from './node.ts'
import { RemoteOperation, retiredError } from './operation.ts'
import type { RemoteGuard, SyncOptions } from './sync.ts'

/** What an end remembers while it is a lease. */
export interface Lease {
  readonly name: string
  /** Retired, or sent to another node. */
  over: boolean
  readonly operations: Set<RemoteOperation>
}

const PLAIN: SyncOptions = {}
const NO_LEASES: readonly Lease[] = []

export class EndState {
  readonly node: ChannelNode
  readonly address: ChannelAddress
  readonly direction: Direction
  readonly lease: Lease | null

  constructor(
    node: ChannelNode,
    address: ChannelAddress,
    direction: Direction,
    lease: string | null,
  ) {
    this.node = node
    this.address = address
    this.direction = direction
    this.lease = lease === null ? null : { name: lease, over: false, operations: new Set() }
  }

  get site(): Site {
    return siteOf(this.address, this.direction)
  }

  /** Begins a read or write and gives its promise. */
  operate(
    value: unknown,
    transfer: readonly unknown[] | undefined,
    options: OperationOptions | undefined,
    syncOptions: SyncOptions = PLAIN,
  ): RemoteOperation {
    const { lease } = this
    const signal = options?.signal
    const moved = this.direction === 'write' ? leasesIn(value) : NO_LEASES
    const operation = new RemoteOperation(
      this,
      signal?.aborted ? undefined : signal,
      lease === null && moved.length === 0
        ? null
        : (self, outcome) => {
            lease?.operations.delete(self)
            if (outcome?.type === 'sent') for (const end of moved) end.over = true
          },
    )
    if (signal?.aborted) operation.fail(signal.reason)
    else if (lease?.over) operation.fail(retiredError(this.site))
    else {
      lease?.operations.add(operation)
      this.begin(operation, value, transfer, syncOptions)
    }
    return operation
  }

  private begin(
    operation: RemoteOperation,
    value: unknown,
    transfer: readonly unknown[] | undefined,
    options: SyncOptions,
  ): void {
    try {
      this.node.operate(operation, this.guard(value, transfer), options)
    } catch (error) {
      operation.fail(error)
    }
  }

  /** @throws TypeError for a value with an end that lives in this process only */
  guard(value: unknown, transfer?: readonly unknown[]): RemoteGuard {
    const { address: channel, direction } = this
    return direction === 'read'
      ? { channel, direction }
      : { channel, direction, value: this.node.values.pack(value, transfer) }
  }

  /** What it is, for a value that it travels in. */
  described(): readonly [Direction, string, string, string | null] {
    const { direction, address, lease, site } = this
    if (lease?.over) throw retiredError(site)
    return [direction, address.home, address.name, lease?.name ?? null]
  }

  newLease(): string {
    if (this.lease?.over) throw retiredError(this.site)
    const name = this.node.newName()
    const { address, direction } = this
    this.act(node => node.lease(address, direction, name))
    return name
  }

  /** Retires the lease: its waiting operations are withdrawn, and the last one closes its side. */
  retire(): void {
    const { lease, address, direction, site } = this
    if (lease === null) {
      const end = endOf(direction)
      throw new TypeError(
        `the ${end} of channel '${address.name}' is not a lease, so it cannot be retired: ` +
          `const mine = ${end}.lease(); …; mine.retire()`,
      )
    }
    if (lease.over) return
    lease.over = true
    for (const operation of [...lease.operations]) operation.withdraw(retiredError(site))
    this.act(node => node.retire(address, direction, lease.name))
  }

  dispose(): void {
    if (this.lease !== null) this.retire()
    else this.close()
  }

  close(): void {
    const { address, direction } = this
    this.act(node => node.close(address, direction))
  }

  poison(cause: unknown): void {
    const portable = this.node.values.portable(cause)
    this.act(node => node.poison(this.address, portable))
  }

  /** Once this node may use the channel; otherwise its home would not listen. */
  private act(action: (node: RemoteNode) => void): void {
    const { node, address, direction } = this
    const admission = node.admission([{ channel: address, direction }])
    if (admission === undefined) node.endpoint.act(action)
    else
      admission.then(
        () => node.endpoint.act(action),
        () => {},
      )
  }
}

/** Whatever holds an end's state. */
export interface RemoteEnd {
  readonly state: EndState
}

/** The leases that travel in a value, and are held by its reader's node once it was taken. */
export function leasesIn(value: unknown): readonly Lease[] {
  if (typeof value !== 'object' || value === null) return NO_LEASES
  const found: Lease[] = []
  const look = (one: unknown): void => {
    const state = (one as Partial<RemoteEnd> | null | undefined)?.state
    if (state instanceof EndState && state.lease !== null) found.push(state.lease)
  }
  look(value)
  if (!(value instanceof ArrayBuffer || ArrayBuffer.isView(value)))
    for (const inner of Object.values(value)) look(inner)
  return found
}
