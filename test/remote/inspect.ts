/** Looks inside nodes at rest: what must hold when no message is on the way. */
import type { HomeChannel } from '../../src/remote/home-channel.ts'
import type { SyncId } from '../../src/remote/identity.ts'
import type { Mailbox } from '../../src/remote/mailbox.ts'
import type { Envelope } from '../../src/remote/message.ts'
import type { RemoteNode } from '../../src/remote/node.ts'
import type { Attempt, Offering, OfferQueue } from '../../src/remote/offer.ts'
import type { Sync } from '../../src/remote/sync.ts'
import type { Table } from '../../src/remote/table.ts'

interface Inside {
  readonly mailbox: Mailbox
  readonly home: {
    readonly channels: ReadonlyMap<string, HomeChannel>
    readonly offerings: Table<Offering>
    readonly attempts: Table<Attempt>
  }
  readonly party: {
    readonly syncs: Table<Sync>
    readonly extensions: ReadonlyMap<SyncId, unknown>
  }
}

export const inside = (node: RemoteNode): Inside => node as unknown as Inside

/** What the node wants sent, not fetched yet. */
export const outboxOf = (node: RemoteNode): readonly Envelope[] => inside(node).mailbox.outbox

const queued = (queue: OfferQueue): Offering[] => {
  const list: Offering[] = []
  for (let offer = queue.first; offer; offer = offer.next) list.push(offer.offering)
  return list
}

/** Faults of a node in a network without a message on the way, and without an extended read in progress. */
export function faultsAtRest(node: RemoteNode): string[] {
  const { home, party } = inside(node)
  const faults: string[] = []
  const say = (text: string) => faults.push(`${node.id}: ${text}`)
  if (home.attempts.size > 0) say('an attempt was left unfinished')
  for (const sync of party.syncs.values()) {
    if (sync.claim) say(`${sync.id} is still claimed`)
  }
  for (const channel of home.channels.values()) {
    const readers = queued(channel.readers)
    const writers = queued(channel.writers)
    if (channel.aside.size > 0 || channel.reserved > 0) say(`${channel.name}: not all is put back`)
    if (readers.some(r => writers.some(w => w !== r)))
      say(`${channel.name}: a pair was not matched`)
    if (channel.waiting.first && channel.hasRoom()) say(`${channel.name}: room, and a writer waits`)
    if (channel.ending && readers.length + writers.length > 0)
      say(`${channel.name}: ended, not empty`)
    if (channel.draining && !channel.ending && channel.writing === 0)
      say(`${channel.name}: drained`)
    const alive = new Set(home.offerings.values().filter(o => o.offers.some(f => f.queued)))
    if (alive.size !== home.offerings.size) say('an offering is in no queue')
  }
  return faults
}
