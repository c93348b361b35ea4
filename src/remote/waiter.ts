import type { SyncId } from './identity.ts'
import type { Outcome } from './outcome.ts'

/** Something that waits for an operation of the protocol: a read, a write, a turn of a selection. */
export interface Waiter {
  begun(sync: SyncId): void
  /** First pass: a home has claimed the operation, nothing local may commit it. */
  claimed(): void
  /** First pass: the claim is over, and the operation is not. */
  released(): void
  /** First pass: the operation is over; its local offers must leave their queues now. */
  unlink(): void
  /** Second pass. A value received has been unpacked. */
  settle(outcome: Outcome): void
}
