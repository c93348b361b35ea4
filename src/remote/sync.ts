/** What a party keeps of one read, write or selection, and what is known of it when a home dies. */
import type { ChannelAddress, Direction, MatchId, NodeId, SyncId } from './identity.ts'
import type { CommitMessage } from './message.ts'
import type { LossOutcome, Outcome } from './outcome.ts'

/** One guard of an operation: a read, or a write of `value`. */
export interface RemoteGuard {
  readonly channel: ChannelAddress
  readonly direction: Direction
  readonly value?: unknown
}

export interface SyncOptions {
  /** The operation has local guards too, so homes must ask; the binding hears `claimed` and `released`. */
  readonly mixed?: boolean
  /** A read that is acknowledged, and its writer resolved, only by `complete`: extended rendezvous. */
  readonly extended?: boolean
  /** Writes of one lane of this node keep their order to every reader; default 0. */
  readonly lane?: number
}

export interface Claim {
  readonly type: 'claim'
  readonly home: NodeId
  readonly match: MatchId
  readonly guard: number
}

export interface Commit extends Omit<Claim, 'type'> {
  readonly type: 'commit'
  readonly message: CommitMessage
}

export interface Sync {
  readonly id: SyncId
  readonly owner: unknown
  readonly guards: readonly RemoteGuard[]
  /** Where it is offered; without the homes that died meanwhile. */
  homes: readonly NodeId[]
  readonly alone: boolean
  readonly mixed: boolean
  readonly extended: boolean
  claim: Claim | null
  readonly queue: (Claim | Commit)[]
  /** How the sync ends when the claim is released instead of committed. */
  afterRelease: Outcome | null
}

/** A value taken by an extended read, not acknowledged yet. `home` is null once that node died. */
export interface Extension {
  readonly message: CommitMessage
  home: NodeId | null
}

export const nothingHappened = (sync: Sync): LossOutcome =>
  sync.guards.some(guard => guard.direction === 'write') ? 'not-delivered' : 'not-taken'

/**
 * What is known when the word of a home is lost. A home needs the party's word before it sends the value of a
 * write, except for an `alone` sync. So the value may be with a reader only if that home had claimed this sync as a
 * writer, or need not ask.
 */
export function lossOutcome(sync: Sync, home: NodeId | undefined): LossOutcome {
  const { alone, claim, guards } = sync
  const mayHaveSent = alone
    ? guards.some(guard => guard.direction === 'write')
    : claim !== null && claim.home === home && guards[claim.guard]?.direction === 'write'
  return mayHaveSent ? 'unknown' : nothingHappened(sync)
}
