/**
 * The messages of the protocol. What each is for is told where it is handled: `home.ts` and `party.ts`.
 *
 * The *home* of a channel owns its queues and arbitrates. A *party* is a node in its role as the owner of
 * operations (*syncs*) on channels of any home. Links keep the order of messages between two nodes.
 *
 *     party                                home                                party
 *     (writer)                                                              (reader)
 *        | offer ----------------------------> | <---------------------------- offer |
 *        | <---------------------------- claim |                                     |
 *        | granted --------------------------> |                                     |
 *        |                                     | commit ---------------------------> |  the reader has taken it
 *        | <-------------------------------------------------------------------taken |
 *        |                                     | <---------------------- acknowledged |
 *        | <-------------------------- confirm |                                     |
 *
 * `claim` and `granted` are left out for an operation whose guards all live at one home.
 */
import type { Direction, MatchId, NodeId, SyncId } from './identity.ts'
import type { Ending } from './outcome.ts'

/** One guard of an offer. `guard` is its index in the whole operation; `value` is for writes. */
export interface OfferedGuard {
  readonly channel: string
  readonly guard: number
  readonly direction: Direction
  readonly value?: unknown
}

/**
 * All guards of one sync at one home, in one message. `alone`: every guard of the sync is at this home, so
 * the home may commit it without asking. `lane`: writes of one lane of one node keep their order.
 */
export interface OfferMessage {
  readonly type: 'offer'
  readonly sync: SyncId
  readonly alone: boolean
  readonly lane: number
  readonly guards: readonly OfferedGuard[]
}

/**
 * The value for a reader. `writer` is null for a value from a buffer: nobody waits for it. `final`: this reader
 * cannot answer `gone`, so what the value is made of may be moved there instead of copied.
 */
export interface CommitMessage {
  readonly type: 'commit'
  readonly match: MatchId
  readonly sync: SyncId
  readonly guard: number
  readonly value: unknown
  readonly writer: SyncId | null
  readonly writerGuard: number
  readonly final: boolean
}

/** From a party to the home of a channel. */
export type ToHome =
  | OfferMessage
  | { readonly type: 'granted'; readonly match: MatchId; readonly sync: SyncId }
  | { readonly type: 'gone'; readonly match: MatchId; readonly sync: SyncId }
  | { readonly type: 'acknowledged'; readonly match: MatchId; readonly sync: SyncId }
  | { readonly type: 'withdrawn'; readonly sync: SyncId }
  | { readonly type: 'cancel'; readonly sync: SyncId }
  | { readonly type: 'poison'; readonly channel: string; readonly cause?: unknown }
  | { readonly type: 'close'; readonly channel: string; readonly side: Direction }
  | {
      readonly type: 'lease'
      readonly channel: string
      readonly side: Direction
      readonly lease: string
    }
  | {
      readonly type: 'retire'
      readonly channel: string
      readonly side: Direction
      readonly lease: string
    }

/** To a party: from the home of a channel or, `taken`, from the reader. `guard` says which role is asked for. */
export type ToParty =
  | {
      readonly type: 'claim'
      readonly match: MatchId
      readonly sync: SyncId
      readonly guard: number
    }
  | CommitMessage
  | { readonly type: 'release'; readonly match: MatchId; readonly sync: SyncId }
  | {
      readonly type: 'taken'
      readonly match: MatchId
      readonly sync: SyncId
      readonly guard: number
    }
  | {
      readonly type: 'confirm'
      readonly match: MatchId
      readonly sync: SyncId
      readonly guard: number
    }
  | {
      readonly type: 'unknown'
      readonly match: MatchId
      readonly sync: SyncId
      readonly node: NodeId
    }
  | { readonly type: 'cancelled'; readonly sync: SyncId }
  | {
      readonly type: 'ended'
      readonly sync: SyncId
      readonly guard: number
      readonly ending: Ending
    }

export type Message = ToHome | ToParty

/** A message on its way to another node. */
export interface Envelope {
  readonly to: NodeId
  readonly message: Message
}
