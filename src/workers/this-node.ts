import type { ChannelNode } from '../remote/index.ts'

let node: ChannelNode | null = null

/** @internal */
export function setThisNode(own: ChannelNode): void {
  node = own
}

/**
 * The node of this worker thread: to make channels whose home it is, and ends from addresses.
 *
 * @throws Error on a thread that was not started by `Threads`
 */
export function thisNode(): ChannelNode {
  if (node === null) {
    throw new Error(
      'this thread was not started as a process: new Threads().start(module), ' +
        'and on the thread that does so use its `node`',
    )
  }
  return node
}
