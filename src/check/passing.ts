/**
 * The values that pass, as a tracer can know them.
 *
 * Of a rendezvous the tracer is told the parties that waited. Where the writer was running it has no offer, and its
 * value is known a moment later, when the reader is told; nothing else happens in between.
 */
import type { ChannelCore } from '../core/channel.ts'
import type { Offer } from '../core/queue.ts'
import { type ChosenCase, Selection } from '../core/selection.ts'

export class Passing {
  private readonly passed: (channel: ChannelCore, value: unknown) => void
  private expected: { readonly channel: ChannelCore; readonly reader: Offer } | null = null

  constructor(passed: (channel: ChannelCore, value: unknown) => void) {
    this.passed = passed
  }

  rendezvous(channel: ChannelCore, writer: Offer | null, reader: Offer | null): void {
    if (writer !== null) this.passed(channel, writer.value)
    else if (reader !== null) this.expected = { channel, reader }
  }

  put(channel: ChannelCore, writer: Offer | null): void {
    this.passed(channel, writer === null ? channel.buffer?.newest : writer.value)
  }

  /** A party has been told: `party` is the reader itself, or the owner of the selection that it is a case of. */
  told(party: Offer): void {
    const { expected } = this
    if (expected === null) return
    this.expected = null
    const selected = expected.reader.selection instanceof Selection
    this.passed(expected.channel, selected ? (party.value as ChosenCase).value : party.value)
  }
}
