/**
 * How an operation on remote channels can end, as data.
 *
 * The protocol throws nothing. A binding (threads, NATS, memory) turns these values into results of promises
 * and into the errors of the public surface, so that the same state machine serves every one of them.
 */
import type { NodeId, SyncId } from './identity.ts'

/** Why a channel takes no more part: the final states of a channel, a name that the home does not own, or no right to it. */
export type Ending =
  | { readonly type: 'closed'; readonly by: 'reader' | 'writer' }
  | { readonly type: 'poisoned'; readonly cause?: unknown }
  | { readonly type: 'absent' }
  /** The link gives the party no right to the channel. */
  | { readonly type: 'forbidden' }

/**
 * What is known about a value when its node, its home or the link to them died.
 *
 * - `not-delivered`: no reader has it and none will. Nothing was transferred in either direction.
 * - `not-taken`: the operation only read, and has taken nothing.
 * - `unknown`: a reader may have taken the value; the node that could tell is gone.
 */
export type LossOutcome = 'not-delivered' | 'not-taken' | 'unknown'

/** `node` died: the home of one of the channels or, when `unknown`, perhaps the reader; or it is the node itself, leaving. */
export interface Lost {
  readonly type: 'lost'
  readonly node: NodeId
  readonly outcome: LossOutcome
}

/** `guard` is the index in the list that the operation was begun with. */
export type Outcome =
  | { readonly type: 'received'; readonly guard: number; readonly value: unknown }
  | { readonly type: 'sent'; readonly guard: number }
  | { readonly type: 'cancelled' }
  | { readonly type: 'ended'; readonly guard: number; readonly ending: Ending }
  | Lost

/** What a node tells its binding. `owner` is what the operation was begun with. */
export type RemoteEvent =
  /** The operation has ended, and none of its guards is offered anywhere. */
  | {
      readonly type: 'settled'
      readonly sync: SyncId
      readonly owner: unknown
      readonly outcome: Outcome
    }
  /** A home has claimed a mixed operation: until `released`, nothing local may commit it. */
  | { readonly type: 'claimed'; readonly sync: SyncId; readonly owner: unknown }
  | { readonly type: 'released'; readonly sync: SyncId; readonly owner: unknown }
  /** A buffered value that reaches no reader. `unknown`: its reader died while it was on the way. */
  | {
      readonly type: 'undelivered'
      readonly channel: string
      readonly value: unknown
      readonly outcome: 'not-taken' | 'unknown'
    }
  /** A channel of this home has reached a final state. */
  | { readonly type: 'channel-ended'; readonly channel: string; readonly ending: Ending }
