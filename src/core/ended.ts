/**
 * The end of a channel as a guard, for a process that waits for something else meanwhile: who writes learns from its
 * writes that nobody reads any more, but a source that waits for the world has nothing to write.
 *
 * Source: the `closed` of a sender in Rust's tokio.
 */
import { ChannelCore } from './channel.ts'
import { onEnding } from './ending.ts'
import type { ChannelError, EndName } from './errors.ts'
import { show } from './errors.ts'
import type { Guard } from './guard.ts'
import { NONE } from './none.ts'
import type { Reader } from './reader.ts'
import { Waitable } from './waitable.ts'
import type { Writer } from './writer.ts'

class Ended extends Waitable<ChannelError> {
  private readonly core: ChannelCore
  private readonly end: EndName

  constructor(core: ChannelCore, end: EndName) {
    super(`end of ${end} of channel ${show(core.name)}`)
    this.core = core
    this.end = end
  }

  tell(): void {
    this.touched()
    const error = this.attempt()
    if (error !== NONE) this.serveAll(error)
  }

  protected attempt(): unknown {
    return (this.end === 'reader' ? this.core.readError() : this.core.writeError()) ?? NONE
  }
}

const asked = new WeakMap<ChannelCore, Record<EndName, Ended>>()

/**
 * A guard that happens when an end can no longer be used, and gives the error that its operations raise from then on.
 * It stays ready. A writer ends when either side was closed, a reader when there is nothing left to read.
 *
 *     const next = await select({ event: events, gone: ended(output) })
 *     if (next.key === 'gone') throw next.value      // a normal ending, if the reader has closed
 */
export function ended(end: Reader<unknown> | Writer<never>): Guard<ChannelError> {
  if (!(end?.core instanceof ChannelCore))
    throw new TypeError(`ended takes an end of a channel, not ${show(end)}: ended(output)`)
  const { core } = end
  const known = asked.get(core)
  if (known !== undefined) return known[end.end]
  const guards = { reader: new Ended(core, 'reader'), writer: new Ended(core, 'writer') }
  asked.set(core, guards)
  onEnding(core, () => {
    guards.reader.tell()
    guards.writer.tell()
  })
  return guards[end.end]
}
