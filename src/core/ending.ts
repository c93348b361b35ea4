/**
 * Being told that a channel has ended or begun to, for what waits for the world meanwhile and not for the channel: a
 * stream that nobody reads any more has to be cancelled.
 *
 * Beside the channels and not in them: few are ever asked, and a million should not pay for it.
 */
import { type ChannelCore, CLOSED, endings, POISONED } from './channel.ts'

const listeners = new WeakMap<ChannelCore, (() => void)[]>()

function tell(core: ChannelCore): void {
  for (const listener of listeners.get(core) ?? []) listener()
}

/**
 * Calls back whenever a channel has moved towards its end: when its writing side is closed, and when it has ended. The
 * listener must run no code of users: whoever ends a channel may be in the midst of ending more.
 */
export function onEnding(core: ChannelCore, listener: () => void): void {
  endings.tell = tell
  const before = listeners.get(core)
  if (before === undefined) listeners.set(core, [listener])
  else before.push(listener)
}

/** Whether a channel has been ended by poison. */
export const isPoisoned = ({ state }: ChannelCore): boolean => state === POISONED

/** Whether a channel has been ended before everything was read: by poison, or by its reading side. */
export const isAbandoned = ({ state, closedBy }: ChannelCore): boolean =>
  state === POISONED || (state === CLOSED && closedBy === 'reader')
