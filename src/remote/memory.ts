import type { NodeId } from './identity.ts'
import type { Link, LinkListener, OpenLink } from './link.ts'
import type { Message } from './message.ts'
import { transferOf } from './payload.ts'

export interface MemoryOptions {
  /** Runs a task soon, never at once, and in order. Default: a microtask. */
  readonly schedule?: (task: () => void) => void
  /** How values travel. Default: structured clone, as between threads and machines. */
  readonly clone?: (value: unknown) => unknown
}

const microtask = (task: () => void): void => {
  void Promise.resolve().then(task)
}

type StructuredClone = (value: unknown, options: { transfer: readonly unknown[] }) => unknown

/** Moves what the writer wants moved, as between threads. */
const structuredCopy = (value: unknown): unknown =>
  (globalThis as unknown as { structuredClone: StructuredClone }).structuredClone(value, {
    transfer: transferOf(value),
  })

/**
 * Nodes in one process, so that a program for threads or machines runs, and is tested, without either.
 * FIFO and reliable; a node that closes or is killed is down to the others.
 */
export class MemoryNetwork {
  private readonly listeners = new Map<NodeId, LinkListener>()
  private readonly schedule: (task: () => void) => void
  private readonly clone: (value: unknown) => unknown

  constructor({ schedule = microtask, clone = structuredCopy }: MemoryOptions = {}) {
    this.schedule = schedule
    this.clone = clone
  }

  /** Throws an Error when a living node has that name. */
  readonly open: OpenLink = (id, listener): Link => {
    if (this.listeners.has(id)) {
      throw new Error(`node '${id}' is already on this memory network: give each node its own name`)
    }
    this.listeners.set(id, listener)
    return {
      send: (to, messages) => {
        if (this.listeners.get(id) === listener) this.send(id, to, messages)
      },
      encode: this.clone,
      decode: value => value,
      close: () => {
        if (this.listeners.get(id) === listener) this.kill(id)
      },
    }
  }

  /** What it has sent still arrives; what is on the way to it is lost. */
  kill(id: NodeId): void {
    if (!this.listeners.delete(id)) return
    for (const listener of this.listeners.values()) {
      this.schedule(() => listener.nodeDown(id, true))
    }
  }

  private send(from: NodeId, to: NodeId, messages: readonly Message[]): void {
    const receiver = this.listeners.get(to)
    if (!receiver) {
      const sender = this.listeners.get(from)
      this.schedule(() => sender?.nodeDown(to, false))
      return
    }
    this.schedule(() => {
      // The name may have been given to another node meanwhile.
      if (this.listeners.get(to) === receiver) receiver.receive(from, messages)
    })
  }
}
