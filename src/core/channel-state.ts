/**
 * The states of a channel; what leads from one to the next is drawn in `channel.ts`. `CLOSED` and `POISONED` are
 * final, and the numbers are in order: what is above `DRAINING` has ended. `RETIRED` is what a retired lease refers to
 * from then on, an ended channel with an error of its own.
 */
export const OPEN = 0
export const DRAINING = 1
export const CLOSED = 2
export const POISONED = 3
export const RETIRED = 4
export type ChannelState =
  | typeof OPEN
  | typeof DRAINING
  | typeof CLOSED
  | typeof POISONED
  | typeof RETIRED
