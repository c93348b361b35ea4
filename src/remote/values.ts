/**
 * What values are while they travel to and from a node: the ends in them become addresses and leases, and ends
 * again, and a cause of poison keeps its identity.
 */
import { reasonOf } from '../core/errors.ts'
import { Causes, type TravellingCause } from './causes.ts'
import type { ChannelNode } from './channel-node.ts'
import { pack, unpack } from './payload.ts'
import { RemoteReader } from './remote-reader.ts'
import { RemoteWriter } from './remote-writer.ts'

export class Values {
  private readonly node: ChannelNode
  private readonly causes: Causes

  constructor(node: ChannelNode) {
    this.node = node
    this.causes = new Causes(() => node.newName())
  }

  /** @throws TypeError for a value with an end that lives in this process only */
  pack(value: unknown, transfer?: readonly unknown[]): unknown {
    return pack(value, transfer, end =>
      end instanceof RemoteReader || end instanceof RemoteWriter
        ? end.state.described()
        : undefined,
    )
  }

  unpack(value: unknown): unknown {
    const { node } = this
    return unpack(value, (direction, home, name, lease) => {
      const address = { home, name }
      // A lease is held by the node where its end is: if that node dies, the lease retires.
      if (lease !== null) node.endpoint.act(own => own.lease(address, direction, lease))
      return direction === 'read'
        ? new RemoteReader(node, address, lease)
        : new RemoteWriter(node, address, lease)
    })
  }

  /** A cause that travels with poison: as a copy if it can be copied, else as its message. */
  portable(cause: unknown): TravellingCause | undefined {
    if (cause === undefined) return undefined
    const { endpoint } = this.node
    return this.causes.depart(cause, original => {
      try {
        return endpoint.encode(this.pack(original))
      } catch {
        // Short, since its length may be the reason.
        const message = reasonOf(original).slice(0, 999)
        return endpoint.encode(this.pack(new Error(message)))
      }
    })
  }

  /** The cause that has travelled; where the failure began, the failure itself. */
  causeOf(travelling: unknown): unknown {
    return this.causes.arrive(travelling as TravellingCause, copy =>
      this.unpack(this.node.endpoint.decode(copy)),
    )
  }
}
