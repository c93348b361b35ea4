import { expect, test } from 'vitest'
import type { Handle, Process } from '../../src/core/process.ts'
import type { Fiber } from '../../src/fiber/fiber.ts'
import { read, select, sleep, wait, write } from '../../src/fiber/index.ts'
import { stackOf } from '../../src/fiber/stack.ts'
import { channel, run, scope } from '../../src/index.ts'

const capture = () => new Error().stack ?? ''
const fiberOf = (handle: unknown) => (handle as Handle).process as Process as Fiber
const turn = () => new Promise(resolve => setImmediate(resolve))

test('the stack of a fiber that waits leads through all its generators, and it goes on waiting', async () => {
  const c = channel<number>('c')
  function* inner() {
    return yield* read(c.reader)
  }
  const result = await scope(async s => {
    const handle = s.spawn(function* outer() {
      return 1 + (yield* inner())
    })
    await turn()
    const stack = stackOf(fiberOf(handle), capture)
    expect(stack.indexOf('inner')).toBeGreaterThan(0)
    expect(stack.indexOf('outer')).toBeGreaterThan(stack.indexOf('inner'))
    expect(stackOf(fiberOf(handle), capture)).toContain('inner')
    await c.writer.write(1)
    return handle.done
  })
  expect(result).toBe(2)
})

test.each([
  [
    'a write',
    function* waits(c) {
      yield* write(c.writer, 1)
    },
  ],
  [
    'a selection',
    function* waits(c) {
      yield* select({ c: c.reader })
    },
  ],
  [
    'time',
    function* waits() {
      yield* sleep(60_000)
    },
  ],
  [
    'a promise',
    function* waits() {
      yield* wait(new Promise(() => {}))
    },
  ],
] satisfies [string, (c: ReturnType<typeof channel<number>>) => Generator][])(
  'also where it waits in %s',
  async (_, body) => {
    const c = channel<number>('c')
    await expect(
      scope(async s => {
        const handle = s.spawn(() => body(c))
        await turn()
        expect(stackOf(fiberOf(handle), capture)).toContain('waits')
        throw new Error('enough')
      }),
    ).rejects.toThrow('enough')
  },
)

test('a fiber that does not wait has none', async () => {
  let stack: string | undefined
  await scope(async s => {
    const handle = s.spawn(function* runs() {
      stack = stackOf(fiberOf(handle), capture)
    })
  })
  expect(stack).toBe('')
})

test('an error that is thrown in by hand is not swallowed', async () => {
  await expect(
    run(function* () {
      const operation = read(channel<number>().reader)[Symbol.iterator]()
      operation.throw?.(new Error('by hand'))
    }),
  ).rejects.toThrow('by hand')
})
