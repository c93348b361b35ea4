/**
 * The party: the truth about the syncs of this node.
 *
 *                claim / granted                     commit, confirm, taken
 *     WAITING ----------------------> CLAIMED ------------------------------> DONE
 *        ^  |                            |                                     ^
 *        |  |                            | release                             |
 *        +--|----------------------------+                                     |
 *           +------------------------------------------------------------------+
 *            commit that counts as the claim; cancel, ended, a home lost; for an
 *            `alone` sync also confirm and taken, since its home need not ask
 *
 * Invariants
 * 1. A sync leaves WAITING for one match at a time, and reaches DONE once: no double commit. The reader's
 *    step to DONE is the linearisation point of a communication.
 * 2. While CLAIMED, claims of other homes wait in a queue and are not answered. Answered with `gone` they
 *    would lose a live offer, with `granted` they would commit twice.
 *    Tests: 'answer while claimed', 'refuse while claimed' in mutants.test.ts.
 * 3. While CLAIMED by a live home, nothing else ends the sync: cancel, an ending and the loss of another
 *    home wait for that home's verdict, since the writer cannot know whether its value is already taken.
 *    Test: 'loss ends a claimed sync' in mutants.test.ts.
 */
import { identifier, type MatchId, type NodeId, nodeOf, type SyncId } from './identity.ts'
import type { Mailbox } from './mailbox.ts'
import type { CommitMessage, OfferedGuard, ToParty } from './message.ts'
import type { Outcome } from './outcome.ts'
import {
  type Claim,
  type Commit,
  type Extension,
  lossOutcome,
  nothingHappened,
  type RemoteGuard,
  type Sync,
  type SyncOptions,
} from './sync.ts'
import { Table } from './table.ts'

export class Party {
  protected readonly mailbox: Mailbox
  private readonly epoch: string
  protected readonly syncs = new Table<Sync>()
  private readonly extensions = new Map<SyncId, Extension>()
  private count = 0

  constructor(mailbox: Mailbox, epoch: string) {
    this.mailbox = mailbox
    this.epoch = epoch
  }

  /** Offers one read, write or selection. Guards at one home are tried in their order. */
  begin(guards: readonly RemoteGuard[], options: SyncOptions = {}, owner?: unknown): SyncId {
    if (guards.length === 0) {
      throw new TypeError('an operation without guards would wait for ever: pass at least one')
    }
    const { mixed = false, extended = false, lane = 0 } = options
    const id = identifier(this.mailbox.self, this.epoch, ++this.count)
    const offers = offersByHome(guards)
    const alone = offers.length === 1 && !mixed
    const sync: Sync = {
      id,
      owner,
      guards,
      homes: offers.map(([home]) => home),
      alone,
      mixed,
      extended,
      claim: null,
      queue: [],
      afterRelease: null,
    }
    this.syncs.set(id, sync)
    for (const [home, list] of offers) this.offer(home, sync, lane, list)
    return id
  }

  protected offer(home: NodeId, sync: Sync, lane: number, guards: OfferedGuard[]): void {
    const { id, alone } = sync
    this.mailbox.send(home, { type: 'offer', sync: id, alone, lane, guards })
  }

  /** Withdraws the operation, unless a match is first. Either way it settles. */
  cancel(id: SyncId): void {
    const sync = this.syncs.get(id)
    if (!sync) return
    if (sync.alone) this.mailbox.send(sync.homes[0]!, { type: 'cancel', sync: id })
    else this.endUnlessClaimed(sync, { type: 'cancelled' }, null)
  }

  /**
   * Ends a mixed operation because a local guard was chosen. False, and nothing done, while a home has
   * claimed it: try again when `released` is told.
   */
  chooseLocal(id: SyncId): boolean {
    const sync = this.syncs.get(id)
    if (!sync || sync.claim) return false
    this.withdraw(sync, null)
    return true
  }

  /** Ends an extended read: now the writer's write resolves. */
  complete(id: SyncId): void {
    const extension = this.extensions.get(id)
    if (!extension) return
    this.extensions.delete(id)
    this.acknowledge(extension.home, extension.message)
  }

  receive(from: NodeId, message: ToParty): void {
    const sync = this.syncs.get(message.sync)
    if (!sync) {
      const asked = message.type === 'claim' || message.type === 'commit'
      if (asked) this.refuse(from, message.match, message.sync)
      return
    }
    switch (message.type) {
      case 'claim': {
        const { match, guard } = message
        this.claimed(sync, { type: 'claim', home: from, match, guard })
        break
      }
      case 'commit': {
        const { match, guard } = message
        this.committed(sync, { type: 'commit', home: from, match, guard, message })
        break
      }
      case 'release':
        if (sync.claim?.match === message.match) this.released(sync)
        break
      case 'taken':
      case 'confirm': {
        const { guard } = message
        this.finish(sync, { type: 'sent', guard }, sync.guards[guard]?.channel.home ?? null)
        break
      }
      case 'unknown':
        this.finish(sync, { type: 'lost', node: message.node, outcome: 'unknown' }, from)
        break
      case 'cancelled':
        this.finish(sync, { type: 'cancelled' }, from)
        break
      case 'ended': {
        const { guard, ending } = message
        this.endUnlessClaimed(sync, { type: 'ended', guard, ending }, from)
        break
      }
    }
  }

  protected claimed(sync: Sync, claim: Claim): void {
    if (sync.claim) {
      sync.queue.push(claim)
      return
    }
    sync.claim = claim
    const { home, match } = claim
    this.mailbox.send(home, { type: 'granted', match, sync: sync.id })
    if (sync.mixed) this.mailbox.tell({ type: 'claimed', sync: sync.id, owner: sync.owner })
  }

  private committed(sync: Sync, commit: Commit): void {
    if (sync.claim && sync.claim.match !== commit.match) {
      sync.queue.push(commit)
      return
    }
    const { home, guard, message } = commit
    this.finish(sync, { type: 'received', guard, value: message.value }, home)
    if (sync.extended) this.extensions.set(sync.id, { message, home })
    else this.acknowledge(home, message)
  }

  /** To the writer and to the home. The writer at the home hears it from there. */
  private acknowledge(home: NodeId | null, message: CommitMessage): void {
    const { match, sync, writer, writerGuard } = message
    if (writer && nodeOf(writer) !== home) {
      this.mailbox.send(nodeOf(writer), { type: 'taken', match, sync: writer, guard: writerGuard })
    }
    if (home) this.mailbox.send(home, { type: 'acknowledged', match, sync })
  }

  private released(sync: Sync): void {
    sync.claim = null
    const next = sync.afterRelease ? null : sync.queue.shift()
    if (sync.afterRelease) this.finish(sync, sync.afterRelease, null)
    else if (next?.type === 'claim') this.claimed(sync, next)
    else if (next) this.committed(sync, next)
    else if (sync.mixed) {
      this.mailbox.tell({ type: 'released', sync: sync.id, owner: sync.owner })
    }
  }

  /** The home of one channel is dead, and every message that it sent before has been received. */
  nodeDown(node: NodeId, reached: boolean): void {
    for (const extension of this.extensions.values()) {
      if (extension.home === node) extension.home = null
    }
    for (const sync of this.syncs.values()) {
      if (sync.homes.includes(node)) this.homeLost(sync, node, reached, false)
    }
  }

  /**
   * Gives up every operation at a home that has been silent for longer than a party waits. The home may be
   * alive, so it is told; whatever it still sends about these operations is refused. A value that is refused
   * so goes back to its place, behind later values of its lane that were taken meanwhile: this is the one
   * case in which concurrent writes of one lane can change their order.
   */
  giveUp(node: NodeId, reached: boolean): void {
    for (const sync of this.syncs.values()) {
      if (sync.homes.includes(node)) this.homeLost(sync, node, reached, true)
    }
  }

  protected homeLost(sync: Sync, node: NodeId, reached: boolean, tellHome: boolean): void {
    const kept = sync.queue.filter(claim => claim.home !== node)
    if (tellHome) {
      for (const claim of sync.queue)
        if (claim.home === node) this.refuse(node, claim.match, sync.id)
    }
    sync.queue.splice(0, sync.queue.length, ...kept)
    const outcome = reached ? lossOutcome(sync, node) : nothingHappened(sync)
    const lost: Outcome = { type: 'lost', node, outcome }
    if (!tellHome) sync.homes = sync.homes.filter(home => home !== node)
    if (sync.claim && sync.claim.home !== node) sync.afterRelease ??= lost
    else this.finish(sync, lost, null)
  }

  /** This node takes part in nothing any more: its operations end without a word to anybody. */
  leave(): void {
    const { self: node } = this.mailbox
    for (const sync of this.syncs.values()) {
      this.syncs.delete(sync.id)
      this.settled(sync, { type: 'lost', node, outcome: lossOutcome(sync, sync.claim?.home) })
    }
  }

  private endUnlessClaimed(sync: Sync, outcome: Outcome, settledBy: NodeId | null): void {
    if (sync.claim) sync.afterRelease ??= outcome
    else this.finish(sync, outcome, settledBy)
  }

  /** `settledBy`: the home that needs no word, since it made the match, told the ending, or is dead. */
  private finish(sync: Sync, outcome: Outcome, settledBy: NodeId | null): void {
    this.withdraw(sync, settledBy)
    this.settled(sync, outcome)
  }

  private settled({ id, owner }: Sync, outcome: Outcome): void {
    this.mailbox.tell({ type: 'settled', sync: id, owner, outcome })
  }

  private withdraw(sync: Sync, settledBy: NodeId | null): void {
    this.syncs.delete(sync.id)
    for (const home of sync.homes) {
      if (home !== settledBy) this.mailbox.send(home, { type: 'withdrawn', sync: sync.id })
    }
    for (const { home, match } of sync.queue) this.refuse(home, match, sync.id)
  }

  private refuse(home: NodeId, match: MatchId, sync: SyncId): void {
    this.mailbox.send(home, { type: 'gone', match, sync })
  }
}

/** What each home is offered, in the order in which the homes first occur. */
function offersByHome(guards: readonly RemoteGuard[]): [NodeId, OfferedGuard[]][] {
  const offers: [NodeId, OfferedGuard[]][] = []
  guards.forEach(({ channel: { home, name }, direction, value }, guard) => {
    const offered: OfferedGuard =
      direction === 'read'
        ? { channel: name, guard, direction }
        : { channel: name, guard, direction, value }
    const known = offers.find(([other]) => other === home)
    if (known) known[1].push(offered)
    else offers.push([home, [offered]])
  })
  return offers
}
