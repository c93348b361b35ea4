/**
 * What the buffers hold, as the histories of those who put it there: a reader sees whose value it took.
 */
import type { ChannelCore } from '../core/channel.ts'
import { BEGINNING } from './histories.ts'

export class Contents {
  private readonly held = new Map<ChannelCore, number[]>()

  /** A value was put into the buffer by somebody with this history. */
  stored(channel: ChannelCore, history: number): void {
    const { policy } = channel.buffer!
    const contents = this.of(channel)
    if (contents.length >= policy.capacity) {
      if (policy.kind !== 'sliding') return
      contents.shift()
    }
    contents.push(history)
  }

  /** The oldest value was taken: the history of whoever put it there. */
  removed(channel: ChannelCore): number {
    return this.of(channel).shift() ?? BEGINNING
  }

  private of(channel: ChannelCore): number[] {
    let contents = this.held.get(channel)
    if (contents === undefined) {
      contents = []
      this.held.set(channel, contents)
    }
    return contents
  }
}
