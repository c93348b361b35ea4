/**
 * Reading and writing in a fiber: the hot path.
 *
 * One object serves all reads and one all writes. What makes an operation and what consumes it are the two
 * ends of one `yield*` expression, with nothing in between; `arm` refuses everything else. The two `next`
 * methods are written out rather than shared with the other operations: each then sees one shape, which V8
 * inlines (sharing them costs about a fifth of a communication).
 */
import { DRAINING, OPEN } from '../core/channel.ts'
import { checkPayload, type Payload } from '../core/end.ts'
import { notAnEnd } from '../core/misuse.ts'
import { NONE } from '../core/none.ts'
import type { OPERATION, SingleOperation } from '../core/process.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { PARKED_STEP, RESULT } from './driver.ts'
import { PARKED, RUNNING } from './fiber.ts'
import { awaited } from './misuse.ts'
import { arm, complete, consumer, type FiberOperation, received } from './operation.ts'
import { thrown } from './stack.ts'

class ReadOperation implements SingleOperation<unknown> {
  declare readonly [OPERATION]: true
  input: Reader<unknown> | null = null;

  [Symbol.iterator](): Iterator<never, never, unknown> {
    return this as unknown as Iterator<never, never, unknown>
  }

  next(): IteratorResult<never, never> {
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate
    const fiber = consumer(arguments.length)
    if (fiber.state !== RUNNING) {
      RESULT.value = received(fiber)
      return RESULT as IteratorResult<never, never>
    }
    const input = this.input as Reader<unknown>
    const { core } = input
    const value = core.pollRead(null)
    if (value !== NONE) return complete(fiber, value)
    if (core.state > DRAINING) throw core.readError()
    fiber.place = input
    fiber.state = PARKED
    core.parkReader(fiber)
    if (fiber.extras !== null) fiber.park(input)
    return PARKED_STEP
  }

  throw(error: unknown): IteratorResult<never, never> {
    return thrown(error)
  }

  // biome-ignore lint/suspicious/noThenProperty: it is there to refuse to be awaited
  then(): never {
    throw awaited()
  }
}

class WriteOperation implements SingleOperation<void> {
  declare readonly [OPERATION]: true
  output: Writer<never> | null = null
  value: unknown = undefined;

  [Symbol.iterator](): Iterator<never, never, unknown> {
    return this as unknown as Iterator<never, never, unknown>
  }

  next(): IteratorResult<never, never> {
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate
    const fiber = consumer(arguments.length)
    if (fiber.state !== RUNNING) {
      RESULT.value = received(fiber)
      return RESULT as IteratorResult<never, never>
    }
    const output = this.output as Writer<never>
    const { value } = this
    const { core } = output
    this.value = undefined
    if (core.state !== OPEN) throw core.writeError()
    if (core.pollWrite(value, null)) return complete(fiber, undefined)
    fiber.value = value
    fiber.place = output
    fiber.state = PARKED
    core.parkWriter(fiber)
    // An extended reader may have taken the value already: what has been matched is not interrupted.
    if (fiber.extras !== null && fiber.place !== null) fiber.park(output)
    return PARKED_STEP
  }

  throw(error: unknown): IteratorResult<never, never> {
    return thrown(error)
  }

  // biome-ignore lint/suspicious/noThenProperty: it is there to refuse to be awaited
  then(): never {
    throw awaited()
  }
}

const READ = new ReadOperation()
const WRITE = new WriteOperation()

/**
 * Takes the next value, waiting for a writer if need be: `const value = yield* read(input)`.
 *
 * @throws ClosedError at the end of the channel (a normal ending), PoisonError when it was poisoned
 */
export function read<T>(input: Reader<T>): FiberOperation<T> {
  if (input?.end !== 'reader') throw notAnEnd(input, 'reader', 'yield* read(channel.reader)')
  arm()
  READ.input = input
  return READ as unknown as FiberOperation<T>
}

/**
 * Gives a value, waiting until it was taken or stored: `yield* write(output, value)`.
 *
 * @throws ClosedError: by the reader, a normal ending; by the writer, a failure
 * @throws PoisonError when the channel was poisoned
 * @throws TypeError for a promise, which an async reader would unwrap
 */
export function write<T>(output: Writer<T>, value: Payload<T>): FiberOperation<void> {
  if (output?.end !== 'writer') throw notAnEnd(output, 'writer', 'yield* write(channel.writer, 1)')
  if (typeof value === 'object' || typeof value === 'function') checkPayload(output.core, value)
  arm()
  WRITE.output = output as Writer<never>
  WRITE.value = value
  return WRITE as unknown as FiberOperation<void>
}
