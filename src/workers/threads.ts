/**
 * The nodes of one process: that of the thread which opened them, and one for each worker thread.
 *
 * The opening thread knows every node and introduces them to each other; what they say then does not pass
 * through it. Names are used once, so nothing meant for a dead node reaches another.
 */
import { MessageChannel, type ResourceLimits } from 'node:worker_threads'
import { ChannelNode, checkNodeId, type NodeId } from '../remote/index.ts'
import { launch, moduleUrl } from './launch.ts'
import { type Control, PortLink } from './port-link.ts'
import { Thread } from './thread.ts'

// biome-ignore lint/suspicious/noExplicitAny: any process has arguments of its own types
type AnyProcess = (...args: any) => unknown

/** What a process on a thread is started with. */
export interface StartOptions<F extends AnyProcess> {
  /** What the process is called with: copied, with ends of remote channels in it (itself, or one level deep). */
  readonly args?: Parameters<F>
  /** Name of the node, unique among these threads. Default: the name of the module with a number. */
  readonly name?: string
  /** Which export of the module is the process. Default: `default`. */
  readonly process?: string
  /** Objects in the arguments that are moved instead of copied. */
  readonly transfer?: readonly unknown[]
  /** Limits of the thread's heap and stack, in megabytes. */
  readonly resourceLimits?: ResourceLimits
  /** Modules that the process is told to import: whether they are TypeScript matters as well. @internal */
  readonly imported?: readonly URL[]
}

/** What a new thread is told. @internal */
export interface Assignment {
  readonly id: NodeId
  readonly main: NodeId
  readonly port: MessageChannel['port1']
  readonly module: string
  readonly process: string
  readonly args: readonly unknown[]
}

/** What `Threads` are made with. */
export interface ThreadsOptions {
  /** Name of this thread's node. Default: `main`. */
  readonly name?: string
}

/** The threads that one thread has started, as nodes that know each other. Disposing of it ends them. */
export class Threads implements AsyncDisposable {
  /** The node of this thread. */
  readonly node: ChannelNode
  private readonly threads = new Map<NodeId, Thread<unknown>>()
  private readonly used = new Set<NodeId>()
  /** For each node, those that it was introduced to or has asked for. */
  private readonly acquainted = new Map<NodeId, Set<NodeId>>()
  private readonly downs = new Map<NodeId, () => void>()
  private readonly endings = new Map<NodeId, (control: Control) => void>()
  private link!: PortLink
  private closed = false

  constructor({ name = 'main' }: ThreadsOptions = {}) {
    this.used.add(name)
    this.node = new ChannelNode({
      id: name,
      epoch: '1',
      open: (_, listener) => {
        this.link = new PortLink({
          listener,
          // Whoever is alive has a port to this thread from the beginning.
          ask: () => false,
          control: (from, control) => this.control(from, control),
          down: peer => this.forget(peer),
        })
        return this.link
      },
    })
  }

  /**
   * Starts a process on a thread of its own. Its function is exported by a module, gets the arguments, and is
   * asynchronous or a generator; its node closes when it ends.
   *
   *     import type double from './double.ts'
   *     const doubler = threads.start<typeof double>(new URL('./double.ts', import.meta.url), {
   *       args: [numbers.reader, doubles.writer],
   *     })
   *     await doubler.done
   *
   * @param module TypeScript too: natively where Node can, else by `tsx`
   * @throws Error when the name was used before or these threads are closed, TypeError for a module that is no URL,
   *   DataCloneError for arguments that cannot be copied
   */
  start<F extends AnyProcess>(
    module: URL | string,
    options: StartOptions<F> = {},
  ): Thread<Awaited<ReturnType<F>>> {
    if (this.closed) {
      throw new Error('these threads were closed, so none can be started: take new Threads()')
    }
    const url = moduleUrl(module)
    const id = options.name ?? this.nameFor(url)
    checkNodeId(id)
    if (this.used.has(id)) {
      throw new Error(`a thread named '${id}' was started before: give each its own name`)
    }
    const { args = [], process = 'default', transfer = [], resourceLimits, imported = [] } = options
    const packed = (args as readonly unknown[]).map(value => this.node.values.pack(value))
    const { port1, port2 } = new MessageChannel()
    const assignment: Assignment = {
      id,
      main: this.node.id,
      port: port2,
      module: url.href,
      process,
      args: packed,
    }
    const worker = launch(url, imported, {
      name: id,
      workerData: assignment,
      transferList: [port2, ...transfer],
      resourceLimits,
    })
    this.used.add(id)
    this.acquainted.set(id, new Set())
    const outcome = new Promise<unknown>((resolve, reject) => {
      this.endings.set(id, control => {
        if (control.type === 'done') resolve(this.node.values.unpack(control.result))
        else if (control.type === 'failed') reject(control.error)
      })
    })
    const down = new Promise<void>(resolve => this.downs.set(id, resolve))
    this.link.introduce(id, port1)
    // The thread itself keeps this process alive as long as it lives.
    this.link.hold(id, false)
    const thread = new Thread(id, worker, outcome, down)
    this.threads.set(id, thread)
    void thread.exited.then(() => this.threads.delete(id))
    return thread as Thread<Awaited<ReturnType<F>>>
  }

  private nameFor({ pathname }: URL): NodeId {
    const module = pathname
      .slice(pathname.lastIndexOf('/') + 1)
      .replace(/\.[cm]?[jt]s$/, '')
      .replaceAll(':', '-')
    let number = 1
    while (this.used.has(`${module}-${number}`)) number++
    return `${module}-${number}`
  }

  private control(from: NodeId, control: Control): void {
    if (control.type === 'ask') this.introduce(from, control.peer)
    else this.endings.get(from)?.(control)
  }

  private introduce(asker: NodeId, peer: NodeId): void {
    const askers = this.acquainted.get(asker)
    if (!askers || askers.has(peer)) return
    const peers = this.acquainted.get(peer)
    if (!peers) {
      this.link.control(asker, { type: 'absent', peer })
      return
    }
    askers.add(peer)
    peers.add(asker)
    const { port1, port2 } = new MessageChannel()
    this.link.control(asker, { type: 'introduce', peer, port: port1 }, [port1])
    this.link.control(peer, { type: 'introduce', peer: asker, port: port2 }, [port2])
  }

  /** Those who have asked for a node that has died may have got no port, or one that it never saw. */
  private forget(peer: NodeId): void {
    for (const other of this.acquainted.get(peer) ?? []) {
      this.acquainted.get(other)?.delete(peer)
      this.link.control(other, { type: 'absent', peer })
    }
    this.acquainted.delete(peer)
    this.endings.delete(peer)
    this.downs.get(peer)?.()
    this.downs.delete(peer)
  }

  /** Ends every thread and the node of this one. */
  close(): void {
    this.poison()
  }

  /** The same for a failure, such as that of the scope that owns them: whoever uses the node later hears of it. */
  poison(cause?: unknown): void {
    this.closed = true
    for (const thread of this.threads.values()) void thread.terminate()
    this.node.poison(cause)
    for (const tell of this.downs.values()) tell()
  }

  /** Ends every thread, and waits until they are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const gone = [...this.threads.values()].map(thread => thread.exited)
    this.close()
    await Promise.all(gone)
  }
}
