/**
 * Broken homes and parties. Each leaves out one lesson of the protocol, by overriding one method of the
 * shipped class; the simulator must find a fault in every one of them, or it would not find it in ours.
 */
import { Home } from '../../src/remote/home.ts'
import type { RemoteBuffer } from '../../src/remote/home-channel.ts'
import type { MatchId, NodeId, SyncId } from '../../src/remote/identity.ts'
import type { OfferedGuard } from '../../src/remote/message.ts'
import type { Roles } from '../../src/remote/node.ts'
import type { Attempt, Offer, Offering } from '../../src/remote/offer.ts'
import { Party } from '../../src/remote/party.ts'
import type { Sync } from '../../src/remote/sync.ts'

type Claim = NonNullable<Sync['claim']>

class ConfirmDropped extends Home {
  protected override confirm(writer: Offer, reader: NodeId, match: MatchId): void {
    // A writer at the home has no other word: leaving that out too would be found at once.
    if (writer.offering.node === this.mailbox.self) super.confirm(writer, reader, match)
  }
}

class UnorderedClaims extends Home {
  protected override claimOrder(offerings: Offering[]): Offering[] {
    return offerings
  }
}

class SelfMatch extends Home {
  override createChannel(name: string, buffer: RemoteBuffer | null = null): void {
    super.createChannel(name, buffer)
    const { readers } = this.channels.get(name)!
    readers.firstFromOther = () => readers.first
  }
}

class LanesIgnored extends Home {
  override createChannel(name: string, buffer: RemoteBuffer | null = null): void {
    super.createChannel(name, buffer)
    this.channels.get(name)!.isHeldBack = () => false
  }
}

class AbortBeforeDrop extends Home {
  private aborting = false

  override nodeDown(node: NodeId): void {
    this.aborting = true
    super.nodeDown(node)
    this.aborting = false
    this.dropOffersOf(node)
  }

  protected override dropOffersOf(node: NodeId): void {
    if (!this.aborting) super.dropOffersOf(node)
  }
}

class LateGrantKept extends Home {
  protected override granted(from: NodeId, match: MatchId, sync: SyncId): void {
    if (this.attempts.has(match)) super.granted(from, match, sync)
  }
}

class LossUntold extends Home {
  protected override lose(attempt: Attempt, node: NodeId): void {
    attempt.writer.offering.gone = true
    super.lose(attempt, node)
  }
}

class OfferSplit extends Party {
  protected override offer(home: NodeId, sync: Sync, lane: number, guards: OfferedGuard[]): void {
    for (const guard of guards) super.offer(home, sync, lane, [guard])
  }
}

class AnswerWhileClaimed extends Party {
  protected override claimed(sync: Sync, claim: Claim): void {
    sync.claim = null
    super.claimed(sync, claim)
  }
}

class RefuseWhileClaimed extends Party {
  protected override claimed(sync: Sync, claim: Claim): void {
    const { match, home } = claim
    if (sync.claim) this.mailbox.send(home, { type: 'gone', match, sync: sync.id })
    else super.claimed(sync, claim)
  }
}

class LossEndsClaimed extends Party {
  protected override homeLost(sync: Sync, node: NodeId, reached: boolean, tell: boolean): void {
    if (sync.claim?.home !== node) sync.claim = null
    super.homeLost(sync, node, reached, tell)
  }
}

export const mutants: Readonly<Record<string, Roles>> = {
  'confirm dropped': { home: ConfirmDropped, party: Party },
  'offer split': { home: Home, party: OfferSplit },
  'unordered claims': { home: UnorderedClaims, party: Party },
  'answer while claimed': { home: Home, party: AnswerWhileClaimed },
  'refuse while claimed': { home: Home, party: RefuseWhileClaimed },
  'self match': { home: SelfMatch, party: Party },
  'abort before drop': { home: AbortBeforeDrop, party: Party },
  'late grant kept': { home: LateGrantKept, party: Party },
  'loss untold': { home: LossUntold, party: Party },
  'loss ends a claimed sync': { home: Home, party: LossEndsClaimed },
  'lanes ignored': { home: LanesIgnored, party: Party },
}
