/** Where a step of a process ends: what others may do before it goes on, or before its end gets about. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/index.ts'
import { write } from '../../src/fiber/index.ts'
import {
  channel,
  defineProcess,
  type ProcessBody,
  type ProcessContext,
  parallel,
  scope,
  type Writer,
} from '../../src/index.ts'
import { outcomes } from './outcomes.ts'

/** Finds its channel closed, and tells whether it could know by then that its scope has failed. */
const refused =
  (out: Writer<number>, tell: (what: unknown) => void) =>
  async ({ signal }: ProcessContext) => {
    try {
      await out.write(1)
    } catch {
      tell(signal.aborted)
    }
  }

const ignore = (): void => {}

const nameOfFailure = (operation: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(operation).then(
    () => 'done',
    (error: Error) => error.name,
  )

describe.each(['dpor', 'dfs'] as const)('in mode %s', mode => {
  test('when an extended read is over, either the reader or its writer goes on first', async () => {
    const seen = await outcomes(
      async tell => {
        const c = channel<number>('c')
        await parallel(
          async () => {
            await c.reader.extended(async value => value)
            await c.reader.read()
          },
          async () => {
            await c.writer.write(1)
            tell(c.writer.tryWrite(2))
          },
        )
      },
      { mode },
    )
    expect(seen).toEqual([false, true])
  })

  test('others see the last that a process did before its failure cancels them', async () => {
    const seen = await outcomes(
      async tell => {
        const c = channel<number>('c')
        const failing = async () => {
          c.reader.close()
          throw new Error('planned')
        }
        await parallel(failing, refused(c.writer, tell)).catch(ignore)
      },
      { mode },
    )
    expect(seen).toEqual([false, true])
  })

  test('and the last that the body of a scope did', async () => {
    const seen = await outcomes(
      async tell => {
        const c = channel<number>('c')
        await scope(async s => {
          s.spawn(refused(c.writer, tell))
          c.reader.close()
          throw new Error('planned')
        }).catch(ignore)
      },
      { mode },
    )
    expect(seen).toEqual([false, true])
  })

  test('and the last that a process did before its ends are closed for it', async () => {
    const seen = await outcomes(
      async tell => {
        const [a, b] = [channel<number>('a'), channel<number>('b')]
        const owner = defineProcess(async (_out: Writer<number>) => a.writer.close(), {
          name: 'owner',
          ownsEnds: true,
        })
        await parallel(owner(b.writer), async () => {
          await a.reader.read().catch(ignore)
          try {
            tell(b.reader.tryRead())
          } catch {
            tell('closed')
          }
        })
      },
      { mode },
    )
    expect(seen).toEqual(['closed', undefined])
  })

  test('of two operations of one process that are answered at once, either goes on first', async () => {
    const seen = await outcomes(
      async tell => {
        const [c, d] = [channel<number>('c'), channel<number>('d')]
        await parallel(
          async () =>
            tell(
              await Promise.race([
                nameOfFailure(c.writer.write(1)),
                nameOfFailure(d.reader.read()),
              ]),
            ),
          async () => {
            c.reader.close()
            d.poison()
          },
        )
      },
      { mode },
    )
    expect(seen).toEqual(['ClosedError', 'PoisonError'])
  })

  test('and of two that are answered by two others', async () => {
    const seen = await outcomes(
      async tell => {
        const [c, d] = [channel<number>('c'), channel<number>('d')]
        await parallel(
          async () => tell(await Promise.race([c.reader.read(), d.reader.read()])),
          () => c.writer.write(1),
          () => d.writer.write(2),
        )
      },
      { mode },
    )
    expect(seen).toEqual([1, 2])
  })
})

test('what a process does after two operations may depend on what both gave', async () => {
  const report = await check(async () => {
    const [c, d, sum] = [channel<number>('c'), channel<number>('d'), channel<number>('sum')]
    await parallel(
      async () => {
        const [one, other] = await Promise.all([c.reader.read(), d.reader.read()])
        await sum.writer.write(one + other)
      },
      () => c.writer.write(1).catch(ignore),
      () => c.writer.write(2).catch(ignore),
      () => d.writer.write(10),
      async () => {
        await sum.reader.read()
        c.reader.close()
      },
    )
  })
  expect(report.failure?.message).toBeUndefined()
  expect(report.verdict).toBe('holds')
})

test('the end of a fiber is awaited as that of an async process is', async () => {
  const program = (bodies: (out: Writer<number>) => ProcessBody<unknown>[]) => () =>
    parallel(async () => {
      const numbers = channel<number>('numbers')
      await scope(async s => {
        const handles = bodies(numbers.writer).map(body => s.spawn(body))
        s.spawn(async () => [await numbers.reader.read(), await numbers.reader.read()])
        for (const { done } of handles) await done
      })
    })
  const asynchronous = await check(
    program(out => [1, 2].map(value => async () => out.write(value))),
  )
  const fibers = await check(
    program(out =>
      [1, 2].map(
        value =>
          function* () {
            yield* write(out, value)
          },
      ),
    ),
  )
  expect(fibers.failure).toBeUndefined()
  expect(fibers.effort.runs).toBe(asynchronous.effort.runs)
})
