/**
 * The errors of a fiber that is not written as one: what was done, and the right form.
 */
const teach = (text: string): TypeError => new TypeError(text)

export const notYieldStar = (name: string): TypeError =>
  teach(
    `process '${name}' yielded something by itself; an operation is consumed by yield*: ` +
      'const value = yield* read(input), not yield read(input); a promise by yield* wait(promise)',
  )

export const notAFiber = (name: string): TypeError =>
  teach(
    `process '${name}' is an async generator, whose values nobody would take: ` +
      'async function with await output.write(value), or function* with yield* write(output, value)',
  )

export const notConsumed = (name: string): TypeError =>
  teach(
    `process '${name}' made an operation and ended without consuming it: ` +
      'yield* write(output, value), not write(output, value)',
  )

export const endedWhileWaiting = (name: string): TypeError =>
  teach(
    `process '${name}' ended while an operation of it was waiting: a generator was driven by hand; ` +
      'use yield* generator()',
  )

export const secondOperation = (name: string): TypeError =>
  teach(
    `process '${name}' made an operation before the one before it was consumed: an operation cannot be kept, ` +
      'consume it where it is made: yield* read(input), not read(input)',
  )

export const outsideFiber = (): TypeError =>
  teach(
    'an operation of hocket/fiber was consumed outside a fiber: ' +
      'run(function* () { yield* read(input) }), or, in an async function, await input.read()',
  )

export const drivenByHand = (): TypeError =>
  teach(
    'an operation was iterated other than by yield*: const value = yield* read(input), ' +
      'not [...read(input)], a loop, or next() called by hand',
  )

export const awaited = (): TypeError =>
  teach(
    'an operation of hocket/fiber cannot be awaited: yield* read(input) in a fiber, ' +
      'await input.read() in an async function',
  )

export const notAScopeBody = (name: string, given: string): TypeError =>
  teach(
    `the ${name} is a generator function, not ${given}: ` +
      'yield* scope(function* (s) { return yield* read(input) })',
  )
