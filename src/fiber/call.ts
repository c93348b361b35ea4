/**
 * Calling in a fiber.
 */
import { Call, type CallChannel, type Caller, type CallSite } from '../core/call.ts'
import { ports } from '../core/ports.ts'
import type { Offer } from '../core/queue.ts'
import { PARKED_STEP, RESULT } from './driver.ts'
import { type Fiber, PARKED, RUNNING } from './fiber.ts'
import { complete, consumer, type FiberOperation, Operation, received } from './operation.ts'

/** The fiber waits twice: as a writer until the call is accepted, then for the answer. */
class Calling extends Operation<unknown> implements Caller {
  readonly signal = undefined
  private readonly channel: CallSite
  private readonly call: Call<unknown, never>
  private fiber: Fiber | null = null
  private accepted = false
  private outcome: { readonly reply: unknown } | { readonly error: unknown } | null = null

  constructor(channel: CallSite, request: unknown) {
    super()
    this.channel = channel
    this.call = new Call(request, channel, this)
  }

  get answerable(): Offer | null {
    return this.accepted ? this.fiber : null
  }

  override next(): IteratorResult<never, never> {
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate
    const fiber = consumer(arguments.length)
    if (fiber.state === RUNNING) return this.begin(fiber)
    if (this.accepted) {
      RESULT.value = received(fiber)
      return RESULT as IteratorResult<never, never>
    }
    try {
      received(fiber)
    } catch (error) {
      // Withdrawn, or the channel has ended.
      this.channel.over(this.call)
      throw error
    }
    return this.awaitAnswer(fiber)
  }

  protected begin(fiber: Fiber): IteratorResult<never, never> {
    const { writer } = this.channel
    const { core } = writer
    const error = core.writeError()
    if (error !== null) throw error
    this.fiber = fiber
    this.channel.begun(this.call)
    if (core.pollWrite(this.call, null)) return this.awaitAnswer(fiber)
    fiber.value = this.call
    fiber.place = writer
    fiber.state = PARKED
    core.parkWriter(fiber)
    if (fiber.extras !== null && fiber.place !== null) fiber.park(writer)
    return PARKED_STEP
  }

  answer(reply: unknown): void {
    if (this.accepted) this.fiber?.deliver(reply)
    else this.outcome = { reply }
  }

  refuse(error: unknown): void {
    if (this.accepted) this.fiber?.fail(error)
    else this.outcome = { error }
  }

  private awaitAnswer(fiber: Fiber): IteratorResult<never, never> {
    this.accepted = true
    const { outcome } = this
    if (outcome !== null) {
      if ('error' in outcome) throw outcome.error
      return complete(fiber, outcome.reply)
    }
    // At no place: what has been accepted is not interrupted.
    fiber.park(null)
    ports.tracer?.parked(fiber, this.channel.writer.core, 'answer')
    ports.choice?.parked(fiber)
    return PARKED_STEP
  }
}

/**
 * Makes a request and waits for its reply: `const price = yield* call(lookUp, 'tea')`. Interrupted before the
 * server has accepted, the call is withdrawn; after that it stands.
 *
 * @throws as `lookUp.call('tea')` rejects
 */
export function call<Request, Reply>(
  channel: CallChannel<Request, Reply>,
  request: Request,
): FiberOperation<Reply> {
  return new Calling(channel, request) as Operation<Reply>
}
