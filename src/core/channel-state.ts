/**
 * The states of a channel; what leads from one to the next is drawn in `channel.ts`. `CLOSED` and `POISONED` are
 * final, and the numbers are in order: what is above `DRAINING` has ended.
 */
export const OPEN = 0
export const DRAINING = 1
export const CLOSED = 2
export const POISONED = 3
export type ChannelState = typeof OPEN | typeof DRAINING | typeof CLOSED | typeof POISONED
