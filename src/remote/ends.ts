/**
 * The ends of a channel wherever it lives. A process that takes these runs unchanged on local channels, between
 * threads and between machines: `Reader` and `RemoteReader` are both an `InputEnd`, `Writer` and `RemoteWriter`
 * an `OutputEnd`.
 */
import type { OperationOptions, Payload } from '../core/end.ts'
import type { Guard } from '../core/guard.ts'

interface End {
  /** Name of the channel. */
  readonly name: string
  close(): void
  poison(cause?: unknown): void
  retire(): void
}

/** A reading end, which is also its own input guard. */
export type InputEnd<T> = Guard<T> &
  End &
  AsyncIterable<T, undefined> & {
    read(options?: OperationOptions): Promise<T>
    extended<R>(during: (value: T) => R | PromiseLike<R>, options?: OperationOptions): Promise<R>
    lease(): InputEnd<T>
    consume(): AsyncIterableIterator<T, undefined>
    readonly step: Guard<IteratorResult<T, undefined>>
  }

/** A writing end. */
export interface OutputEnd<in T> extends End {
  write(value: Payload<T>, options?: OperationOptions): Promise<void>
  /** An output guard. */
  offer(value: Payload<T>): Guard<undefined>
  offerWith(compute: () => Payload<T>): Guard<undefined>
  lease(): OutputEnd<T>
}
