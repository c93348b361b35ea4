/**
 * Channels that tell when they are ended at once, for what stands between a channel and the world outside: a
 * stream that nobody reads any more has to be cancelled, also while the adapter waits for the stream and not for
 * the channel.
 *
 * A subclass, so that no other channel pays for it.
 */
import type { BufferPolicy } from './buffer.ts'
import { ChannelCore, CLOSED, POISONED } from './channel.ts'
import { Channel } from './create.ts'
import { ports } from './ports.ts'

/** Told once; `cause` is that of the poison, undefined where the reading side was closed. */
export type Ended = (cause: unknown) => void

class EndingCore extends ChannelCore {
  private readonly ended: Ended

  constructor(name: string, buffer: BufferPolicy | undefined, ended: Ended) {
    super(name, buffer)
    this.ended = ended
  }

  override closeReading(): void {
    const before = this.state
    super.closeReading()
    if (before < CLOSED) this.ended(undefined)
  }

  override poison(cause: unknown): void {
    const before = this.state
    super.poison(cause)
    if (before < CLOSED) this.ended(cause)
  }
}

/**
 * Makes a channel whose maker is told when its reading side is closed or it is poisoned, by whomever; not when the
 * writing side is closed, after which everything is still read.
 */
export function endingChannel<T>(
  name: string,
  buffer: BufferPolicy | undefined,
  ended: Ended,
): Channel<T> {
  const core = new EndingCore(name, buffer, ended)
  if (ports.tracer !== null) ports.tracer.channelCreated(core)
  return new Channel<T>(core)
}

/** Whether a channel has been ended by poison. */
export const isPoisoned = (core: ChannelCore): boolean => core.state === POISONED
