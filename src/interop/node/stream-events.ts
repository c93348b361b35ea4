/**
 * Waiting for what a stream does next.
 */
import type { Readable, Writable } from 'node:stream'
import { AbortError } from '../../core/errors.ts'

export interface StreamEventsOptions {
  /** The events after which there may be something to do. */
  readonly names: readonly string[]
  /** Whether the stream has come to its orderly end. */
  readonly finished: () => boolean
  /** Told of its failure as soon as it happens; `next` tells it too. */
  readonly failed?: (error: unknown) => void
}

export class StreamEvents {
  private readonly stream: Readable | Writable
  private readonly options: StreamEventsOptions
  private failure: { readonly error: unknown } | null = null
  // Not `stream.closed`, which is true before the events that tell why are emitted.
  private closed = false
  private stopped = false
  private wake: () => void = () => {}

  constructor(stream: Readable | Writable, options: StreamEventsOptions) {
    this.stream = stream
    this.options = options
    if (stream.errored !== null) this.fail(stream.errored)
    else if (stream.closed) this.close()
    stream.on('error', this.fail).on('close', this.close)
    for (const name of options.names) stream.on(name, this.happened)
  }

  /**
   * Waits for the next event; not at all where the stream has ended.
   *
   * @throws its error (rejects); AbortError when it was closed before its end
   */
  async next(): Promise<void> {
    if (this.failure === null && !this.closed)
      await new Promise<void>(resolve => {
        this.wake = resolve
      })
    if (this.failure !== null) throw this.failure.error
  }

  /** Listens no longer; nothing that is waited for happens any more. */
  stop(): void {
    // Once: to take a 'readable' listener away, even one that is not there, makes a stream pause.
    if (this.stopped) return
    this.stopped = true
    this.failure ??= { error: new AbortError('the stream was left') }
    this.stream.off('error', this.fail).off('close', this.close)
    for (const name of this.options.names) this.stream.off(name, this.happened)
  }

  private readonly happened = (): void => this.wake()

  private readonly fail = (error: unknown): void => {
    this.failure ??= { error }
    this.options.failed?.(error)
    this.wake()
  }

  private readonly close = (): void => {
    this.closed = true
    if (this.failure === null && !this.options.finished())
      this.fail(new AbortError('the stream was closed before its end'))
    this.wake()
  }
}
