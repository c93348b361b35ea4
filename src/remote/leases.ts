import type { NodeId } from './identity.ts'

/**
 * The counted ends of one side of a channel, kept at the home. A lease has a name, since an end travels: the
 * node that received it may retire it before the word of its creation, on another link, has arrived.
 */
export class Leases {
  private readonly holders = new Map<string, NodeId>()
  /** Retired before they were known. */
  private readonly early = new Set<string>()

  /** Registers a lease, or moves it to the node that now holds it. */
  hold(lease: string, node: NodeId): void {
    if (!this.early.delete(lease)) this.holders.set(lease, node)
  }

  /** True when that was the last one. */
  retire(lease: string): boolean {
    if (this.holders.delete(lease)) return this.holders.size === 0
    this.early.add(lease)
    return false
  }

  /** Retires what a dead node held. True when that leaves none. */
  nodeDown(node: NodeId): boolean {
    let any = false
    for (const [lease, holder] of this.holders) {
      if (holder !== node) continue
      this.holders.delete(lease)
      any = true
    }
    return any && this.holders.size === 0
  }
}
