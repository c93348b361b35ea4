/**
 * Names of places that are the same in every run: each is named by the step that made it.
 */
import { ChannelCore, RETIRED } from '../core/channel.ts'
import type { EndName } from '../core/errors.ts'
import type { Histories } from './histories.ts'

/** What all turns use when processes share memory on purpose. */
export const MEMORY = -1
/**
 * Whatever has no name of its own: barriers, locks, promises that fibers wait for, some signals. As one place they
 * depend on each other more than they have to, which costs schedules and misses none.
 */
export const UNNAMED = -2
/** What all events of a specification use, so that their order counts. */
export const TRACED = -3

export class PlaceNames {
  /** A channel that was used, and not made in this run. */
  outsider: ChannelCore | null = null
  private readonly names = new Map<object, number>()
  private readonly histories: Histories

  constructor(histories: Histories) {
    this.histories = histories
  }

  give(place: object, name: number): void {
    this.names.set(place, name)
  }

  /** Names a channel and its buffer. */
  giveChannel(channel: ChannelCore, name: number): void {
    this.give(channel, name)
    if (channel.buffer !== null) this.give(channel.buffer, this.histories.of(name, 'is', 'buffer'))
  }

  /** The name of the queue of those who wait at an end of a channel. */
  ofQueue(channel: ChannelCore, end: EndName): number {
    const name = this.of(channel)
    return name === UNNAMED ? name : this.histories.of(name, 'is', `${end}s`)
  }

  of(place: object): number {
    const known = this.names.get(place)
    if (known !== undefined) return known
    if (place instanceof ChannelCore && place.state !== RETIRED) this.outsider ??= place
    return UNNAMED
  }
}
