/**
 * The same operations from either flavour of process, so that one test holds for both. An outcome tells how an
 * operation ended; a fiber's operation begins when the fiber is first resumed, an async one at once.
 */
import * as fiber from '../../src/fiber/index.ts'
import { type Guard, type Reader, run, select, type Writer } from '../../src/index.ts'

export interface Outcome {
  readonly value?: unknown
  readonly error?: unknown
}

export interface Flavour {
  readonly flavour: string
  read(input: Reader<unknown>): Promise<Outcome>
  write(output: Writer<unknown>, value: unknown): Promise<Outcome>
  select(cases: Record<string, Guard<unknown>>): Promise<Outcome>
}

/** How a promise was settled. */
export const outcome = (promise: Promise<unknown>): Promise<Outcome> =>
  promise.then(
    value => ({ value }),
    error => ({ error }),
  )

const inFiber = (operation: () => fiber.FiberOperation<unknown>): Promise<Outcome> =>
  run(function* () {
    try {
      return { value: yield* operation() }
    } catch (error) {
      return { error }
    }
  }) as Promise<Outcome>

export const flavours: readonly Flavour[] = [
  {
    flavour: 'async',
    read: input => outcome(input.read()),
    write: (output, value) => outcome(output.write(value)),
    select: cases => outcome(select(cases)),
  },
  {
    flavour: 'fiber',
    read: input => inFiber(() => fiber.read(input)),
    write: (output, value) => inFiber(() => fiber.write(output, value)),
    select: cases => inFiber(() => fiber.select(cases)),
  },
]
