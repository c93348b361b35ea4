/**
 * What happens within the events of a run, as reports tell it.
 */
import type { ChannelCore } from '../core/channel.ts'
import type { Outcome } from '../core/ports.ts'
import type { Task } from './party.ts'

/** Parties are null where it was the process that ran. */
export type Note =
  | {
      readonly kind: 'rendezvous'
      readonly channel: ChannelCore
      readonly writer: Task | null
      readonly reader: Task | null
    }
  | { readonly kind: 'put'; readonly channel: ChannelCore; readonly writer: Task | null }
  | { readonly kind: 'take'; readonly channel: ChannelCore; readonly reader: Task | null }
  | { readonly kind: 'close'; readonly channel: ChannelCore; readonly by: 'read' | 'write' }
  | { readonly kind: 'poison'; readonly channel: ChannelCore; readonly cause: unknown }
  | { readonly kind: 'end'; readonly outcome: Outcome; readonly error: unknown }

export interface Noted {
  /** The index of the event. */
  readonly event: number
  /** Who did it, or null where it was nobody's turn. */
  readonly task: Task | null
  readonly what: Note
}
