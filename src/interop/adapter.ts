/**
 * What all adapters have in common: a channel on this side, a process that moves values, and one way to end.
 *
 *             the other side ends            the channel drains, then ends
 *    open ───────────────────────▶ ended ◀─────────────────────────────── open
 *      │      … or fails: poison with that cause
 *      └── this side closes or poisons it, or the signal is aborted: the other side is told at once, with the
 *          cause, also while it holds the process up
 *
 * Invariant: when the process has ended, it has let go of everything outside: locks, readers, listeners.
 */
import type { BufferPolicy } from '../core/buffer.ts'
import { CLOSED } from '../core/channel.ts'
import { type Channel, channel } from '../core/create.ts'
import { isAbandoned, onEnding } from '../core/ending.ts'
import { rootCause } from '../core/errors.ts'
import { ignore } from '../core/operation.ts'
import type { PlatformSignal, Signal } from '../core/ports.ts'
import type { Reader } from '../core/reader.ts'
import { spawn } from '../core/run.ts'
import { watch } from '../core/signal.ts'
import type { Writer } from '../core/writer.ts'

/** What every adapter takes. */
export interface AdapterOptions {
  /** For errors, reports and pictures. */
  readonly name?: string | undefined
  /** What may stand between the two sides; a rendezvous if left out. */
  readonly buffer?: BufferPolicy | undefined
  /** Ends both sides with its reason. A scope that owns the end (`s.own`) does the same. */
  readonly signal?: PlatformSignal | Signal | undefined
}

const pumps = new WeakMap<object, Promise<void>>()
const started = Promise.resolve()

export class Adapter<T> {
  readonly channel: Channel<T>
  private readonly unwatch: (() => void) | undefined
  private readonly leave: (cause: unknown) => unknown
  /** Resolves when the other side has been told that this side has ended. */
  private readonly left: Promise<void>
  private resolveLeft!: () => void
  private toBeTold = false

  /** @param leave tells the other side that this side has ended; harmless where that has ended itself */
  constructor(kind: string, options: AdapterOptions, leave: (cause: unknown) => unknown) {
    const { name = kind, buffer, signal } = options
    this.leave = leave
    this.left = new Promise(resolve => {
      this.resolveLeft = resolve
    })
    this.channel = channel<T>(buffer === undefined ? name : { name, buffer })
    const { core } = this.channel.reader
    onEnding(core, () => {
      if (isAbandoned(core)) this.tell(core.cause)
    })
    if (signal?.aborted) this.channel.poison(signal.reason)
    else if (signal !== undefined)
      this.unwatch = watch(signal, { aborted: reason => this.channel.poison(reason) })
  }

  /** Whether nothing can pass any more. */
  get ended(): boolean {
    return this.channel.reader.core.state >= CLOSED
  }

  /** Something has failed, on the other side or between: both sides end, with the cause. */
  fail(error: unknown): void {
    this.channel.poison(rootCause(error))
  }

  /**
   * Runs the process that moves values.
   *
   * @param body when it ends, nothing more is written; what it throws ends both sides. It is left behind where the
   *   other side holds it up though told that this side has ended
   * @param release lets go of the other side
   */
  pump(body: () => Promise<void>, release: () => void): void {
    const moving = async (): Promise<void> => {
      try {
        if (!this.ended) await Promise.race([body(), this.left])
        this.channel.close()
      } catch (error) {
        this.fail(error)
      }
      // It must have been told before it is let go of.
      if (this.toBeTold) await this.left
      this.unwatch?.()
      release()
    }
    const { done } = spawn(moving, { name: this.channel.name })
    pumps.set(this.channel.reader.core, done as Promise<void>)
  }

  private tell(cause: unknown): void {
    this.toBeTold = true
    // In a microtask: what is told runs code of others, and whoever ends a channel may be in the midst of ending
    // more.
    void started.then(() => {
      try {
        // Not waited for: the other side may take its time over it, or never come to an end.
        Promise.resolve(this.leave(rootCause(cause))).then(ignore, ignore)
      } catch {
        // It has ended as well.
      }
      this.resolveLeft()
    })
  }
}

/**
 * Waits until an adapter has let go of its other side: written everything and closed it, or cancelled it. For ends
 * that an adapter gave; resolves at once for others.
 */
export async function released(end: Reader<unknown> | Writer<never>): Promise<void> {
  await pumps.get(end.core)
}
