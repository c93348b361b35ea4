/**
 * Call channels: a request and its reply as one rendezvous.
 *
 *             abort, channel ended
 *    offered ───────────────────────▶ rejected; nobody has seen the request
 *       │ accept
 *       ▼
 *    accepted ──▶ replied, or failed by the server: the caller goes on
 *
 * What travels on the channel is the call, which knows its caller; the caller's operation, though matched,
 * wakes only when the call is answered. So a call channel is a channel to everything that watches it, and the
 * serving side is an ordinary reader: a guard, an async iterable, something that can be leased.
 *
 * Invariants:
 *  1. A call is answered at most once.
 *  2. An abort before the server has accepted withdraws the call; after it the call stands, and the server sees
 *     the caller's signal.
 *  3. Poisoning the call channel rejects the callers whose calls were accepted and not answered, too: no one
 *     else would. (Ada raises Tasking_Error in the callers of a task that ends, for the same reason.)
 *
 * Source: Ada's entries; JCSP's call channels.
 */
import { channel } from './create.ts'
import { checkPayload, type OperationOptions, type Payload } from './end.ts'
import { PoisonError, reasonOf, rootCause } from './errors.ts'
import { AsyncOperation, rejected, resultOf } from './operation.ts'
import { type PlatformSignal, ports, type Signal } from './ports.ts'
import type { Offer } from './queue.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** What a call knows of its channel. @internal */
export interface CallSite {
  readonly name: string
  readonly writer: Writer<never>
  begun(call: Call<unknown, never>): void
  over(call: Call<unknown, never>): void
  /** Those whose calls were accepted, and who wait for the answer. */
  readonly answerable: readonly Offer[]
}

/** Who made a call. @internal */
export interface Caller {
  /** The caller's signal, if it gave one. */
  readonly signal: PlatformSignal | Signal | undefined
  /** The party that waits for the answer, once the call was accepted. */
  readonly answerable: Offer | null
  answer(reply: unknown): void
  refuse(error: unknown): void
}

/** A request that has been accepted: it wants exactly one answer. */
export class Call<out Request, in Reply> implements Disposable {
  readonly request: Request
  private readonly channel: CallSite
  private readonly caller: Caller
  private open = true

  /** @internal */
  constructor(request: Request, channel: CallSite, caller: Caller) {
    this.request = request
    this.channel = channel
    this.caller = caller
  }

  /** The caller's signal, if it gave one: aborted when the caller has lost its interest. */
  get signal(): PlatformSignal | undefined {
    return this.caller.signal as PlatformSignal | undefined
  }

  /** Whether it has been answered, by a reply or an error. */
  get answered(): boolean {
    return !this.open
  }

  /** @internal */
  get answerable(): Offer | null {
    return this.caller.answerable
  }

  /**
   * Answers the call; the caller goes on.
   *
   * @throws Error when it has been answered already; TypeError for a promise
   */
  reply(value: Payload<Reply>): void {
    checkPayload(this.channel.writer.core, value)
    this.settle()
    this.caller.answer(value)
  }

  /** Answers the call with an error, which is raised in the caller and nowhere else. */
  fail(error: unknown): void {
    this.settle()
    this.caller.refuse(error)
  }

  /** Fails a call that has not been answered, so that `using call = …` cannot forget its caller. */
  [Symbol.dispose](): void {
    if (this.open)
      this.fail(new Error(`a call on channel '${this.channel.name}' was left without an answer`))
  }

  private settle(): void {
    if (!this.open)
      throw new Error(`a call on channel '${this.channel.name}' has been answered already`)
    this.open = false
    this.channel.over(this as Call<unknown, unknown>)
  }
}

/** The operation of an asynchronous caller: what wakes it is the answer, not the match. @internal */
export class Calling extends AsyncOperation implements Caller {
  readonly signal: PlatformSignal | Signal | undefined
  readonly call: Call<unknown, never>
  private readonly channel: CallSite
  private accepted = false

  constructor(channel: CallSite, request: unknown, options?: OperationOptions) {
    super(undefined)
    this.channel = channel
    this.signal = options?.signal
    this.call = new Call(request, channel, this)
    this.value = this.call
  }

  get answerable(): Offer | null {
    return this.accepted ? this : null
  }

  /** It was matched after it had waited. */
  override deliver(): void {
    // By an extended reader that has answered before it let the writer go on.
    if (this.call.answered) return
    ports.tracer?.resumed(this)
    this.awaitAnswer()
  }

  /** It is in no queue any more, so a tracer is told where it waits. */
  awaitAnswer(): void {
    this.accepted = true
    ports.tracer?.parked(this, this.channel.writer.core, 'answer')
  }

  /** Before the match: the call was withdrawn, or the channel has ended. */
  override fail(error: unknown): void {
    this.channel.over(this.call)
    super.fail(error)
  }

  answer(reply: unknown): void {
    super.deliver(reply)
  }

  refuse(error: unknown): void {
    super.fail(error)
  }
}

/** Requests and their replies as one rendezvous; made by `callChannel`. */
export class CallChannel<Request, Reply> implements CallSite, Disposable {
  /**
   * The serving side: a guard and an iterable that gives calls.
   *
   *     for await (const call of lookUp.requests) call.reply(table.get(call.request))
   */
  readonly requests: Reader<Call<Request, Reply>>
  /** @internal */
  readonly writer: Writer<Call<Request, Reply>>
  /** Calls that were made and not answered. */
  private readonly underWay = new Set<Call<unknown, never>>()

  /** @internal */
  constructor(name: string | undefined) {
    const calls = channel<Call<Request, Reply>>(name)
    this.requests = calls.reader
    this.writer = calls.writer
    ports.known?.calls.add(this)
  }

  /** @internal */
  get answerable(): Offer[] {
    return [...this.underWay].flatMap(({ answerable }) => answerable ?? [])
  }

  get name(): string {
    return this.writer.name
  }

  /**
   * Makes a request and waits for its reply.
   *
   * @throws what the server failed the call with (rejects)
   * @throws ClosedError, PoisonError (reject) when the channel has ended
   * @throws the signal's reason (rejects) when it was aborted before the server had accepted
   */
  call(request: Request, options?: OperationOptions): Promise<Reply> {
    if (options?.signal?.aborted) return rejected(options.signal.reason)
    const { writer } = this
    const { core } = writer
    const error = core.writeError()
    if (error !== null) return rejected(error)
    const calling = new Calling(this, request, options)
    this.begun(calling.call)
    if (core.pollWrite(calling.call, null)) {
      // Accepted at once; it waits for the answer all the same.
      calling.awaitAnswer()
    } else {
      calling.place = writer
      if (options?.signal !== undefined) calling.watch(options.signal)
      core.parkWriter(calling)
    }
    return calling.promise as Promise<Reply>
  }

  /**
   * Accepts one call, runs `handler`, and replies with what it gives. When the handler throws, both sides are
   * told, as in Ada: the caller rejects with its error, and so does this. For an error that concerns the
   * caller alone, `call.fail(error)` in the handler.
   *
   *     for (;;) await squares.accept(x => x * x)
   *
   * @throws ClosedError (rejects) when no call will come any more: a normal ending; PoisonError
   * @throws what the handler throws (rejects)
   */
  accept(
    handler: (
      request: Request,
      call: Call<Request, Reply>,
    ) => Payload<Reply> | PromiseLike<Payload<Reply>>,
    options?: OperationOptions,
  ): Promise<void> {
    const served = this.requests.read(options).then(async call => {
      try {
        const reply = await handler(call.request, call)
        if (!call.answered) call.reply(reply)
      } catch (error) {
        if (!call.answered) call.fail(error)
        throw error
      }
    })
    return resultOf(served, done => done)
  }

  /** Says that no more calls will be made: those that wait are still accepted. */
  close(): void {
    this.writer.close()
  }

  /** Closes it: `using squares = callChannel('squares')` lets its servers end with the block that makes the calls. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** Ends it at once, for callers and servers, also for calls that have been accepted. */
  poison(cause?: unknown): void {
    this.writer.poison(cause)
    for (const call of [...this.underWay]) call.fail(this.abandoned(cause))
  }

  /** @internal */
  begun(call: Call<unknown, never>): void {
    this.underWay.add(call)
  }

  /** @internal */
  over(call: Call<unknown, never>): void {
    this.underWay.delete(call)
  }

  private abandoned(cause: unknown): PoisonError {
    const details = { channel: this.name, end: 'writer' } as const
    const message = `channel '${this.name}' was poisoned before the call was answered`
    if (cause === undefined) return new PoisonError(message, details)
    const root = rootCause(cause)
    return new PoisonError(`${message}: ${reasonOf(root)}`, { ...details, cause })
  }
}

/**
 * Makes a call channel.
 *
 *     const lookUp = callChannel<string, number>('look up')
 *     const [, price] = await parallel(
 *       () => lookUp.accept(key => prices.get(key) ?? 0),
 *       () => lookUp.call('tea'),
 *     )
 */
export function callChannel<Request, Reply>(name?: string): CallChannel<Request, Reply> {
  return new CallChannel<Request, Reply>(name)
}
