/**
 * Counting semaphores: at most n at a time.
 *
 * A semaphore is a buffered channel filled with permits: to acquire is to read one, to release is to write it
 * back. So reports, pictures and the checker know it without being told, and who waits is served in order.
 *
 * Invariant: permits in the buffer and tokens held are n together.
 *
 * Source: Dijkstra (1965), in the way of Go, where a buffered channel is the idiom for it.
 */

import { fifo } from './buffer.ts'
import { type Channel, channel } from './create.ts'
import type { OperationOptions } from './end.ts'
import { show } from './errors.ts'
import { CompositeGuard } from './guard.ts'
import { resultOf } from './operation.ts'
import { Token } from './token.ts'

/** A number of permits; made by `semaphore`. A guard that gives one. */
export class Semaphore extends CompositeGuard<Token> {
  private readonly permits: Channel<true>
  private readonly hand = (): Token => new Token(this.giveBack)

  /** @internal */
  constructor(count: number, name: string) {
    const permits = channel<true>({ name, buffer: fifo(count) })
    super(() => permits.reader.map(this.hand).branches())
    this.permits = permits
    for (let left = count; left > 0; left--) permits.writer.tryWrite(true)
  }

  get name(): string {
    return this.permits.name
  }

  /**
   * Waits for a permit: `using token = await connections.acquire({ signal })`.
   *
   * @throws the signal's reason (rejects) when it was aborted before; PoisonError when it was poisoned
   */
  acquire(options?: OperationOptions): Promise<Token> {
    return resultOf(this.permits.reader.read(options), this.hand)
  }

  /** Takes a permit if one is there. */
  tryAcquire(): Token | undefined {
    return this.permits.reader.tryRead() === undefined ? undefined : this.hand()
  }

  /** Ends it at once, for those who wait and those who come later; tokens can still be given back. */
  poison(cause?: unknown): void {
    this.permits.poison(cause)
  }

  close(): void {
    this.permits.reader.close()
  }

  override toString(): string {
    return `semaphore ${this.name}`
  }

  private readonly giveBack = (): void => {
    const { core } = this.permits.writer
    // Nobody can use a permit of a semaphore that has ended, and giving it back is no fault.
    if (core.writeError() === null) this.permits.writer.tryWrite(true)
  }
}

/**
 * Makes a semaphore of `count` permits: a guard that gives a disposable token.
 *
 *     using token = await connections.acquire({ signal })
 *     const chosen = await select({ token: connections, late: after(1_000) })
 *
 * @throws RangeError unless `count` is a whole number from 1
 */
export function semaphore(count: number, name = 'semaphore'): Semaphore {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(
      `semaphore '${name}' has a whole number of permits from 1, not ${show(count)}: semaphore(8)`,
    )
  return new Semaphore(count, name)
}
