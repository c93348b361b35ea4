import type { ChannelNode } from './channel-node.ts'
import type { ChannelAddress } from './identity.ts'
import type { RemoteReader } from './remote-reader.ts'
import type { RemoteWriter } from './remote-writer.ts'

/** A channel at its home. Its ends can be sent to any node. */
export class RemoteChannel<T> {
  readonly address: ChannelAddress
  readonly reader: RemoteReader<T>
  readonly writer: RemoteWriter<T>
  /** Called when it has been removed: its name in a realm goes with it. @internal */
  onRemoved: () => void = () => {}
  private readonly node: ChannelNode

  /** @internal */
  constructor(node: ChannelNode, address: ChannelAddress) {
    this.node = node
    this.address = address
    this.reader = node.reader<T>(address)
    this.writer = node.writer<T>(address)
  }

  get name(): string {
    return this.address.name
  }

  /** Says that nothing more will be written: the same as `writer.close()`. */
  close(): void {
    this.writer.close()
  }

  /** Ends the channel at once, for all its ends. */
  poison(cause?: unknown): void {
    this.reader.poison(cause)
  }

  /** Ends the channel and forgets it: whoever uses an end hears that the home has no such channel. */
  remove(): void {
    this.node.endpoint.act(node => node.removeChannel(this.name))
    this.onRemoved()
  }
}
