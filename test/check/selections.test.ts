/** What is decided at once: selections that may happen alone, attempts, and what began before them in a turn. */
import { describe, expect, test } from 'vitest'
import { check, csp } from '../../src/check/index.ts'
import {
  alternative,
  barrier,
  channel,
  choose,
  crew,
  fifo,
  parallel,
  select,
  skip,
  sync,
  withNack,
} from '../../src/index.ts'
import { outcomes } from './outcomes.ts'

describe.each(['dpor', 'dfs'] as const)('in mode %s', mode => {
  test('skip goes before a barrier that stands behind it', async () => {
    const seen = await outcomes(
      async tell => tell((await select({ nothing: skip, all: barrier(1) })).key),
      { mode },
    )
    expect(seen).toEqual(['nothing'])
  })

  test('a barrier that was only tried does not count as reached', async () => {
    const seen = await outcomes(
      async tell => {
        const meeting = barrier(2, 'meeting')
        let reached: unknown
        await parallel(
          async () => {
            reached = (await select({ all: meeting, nothing: skip })).key
            tell(reached)
          },
          async () => {
            await meeting.sync()
            if (reached === 'nothing') throw new Error('met whoever had gone on')
          },
        )
      },
      { mode },
    )
    expect(seen).toEqual(['all', 'nothing'])
  })

  test('a barrier behind an input: whichever is there', async () => {
    const seen = await outcomes(
      async tell => {
        const [c, meeting] = [channel<number>('c'), barrier(2, 'meeting')]
        await parallel(
          async () => tell((await select({ value: c.reader, all: meeting })).key),
          () => meeting.sync(),
          async () => void c.writer.tryWrite(1),
        )
      },
      { mode },
    )
    expect(seen).toEqual(['all', 'value'])
  })

  test('a guard with a negative acknowledgement has its place in the order', async () => {
    const seen = await outcomes(
      async tell => {
        const c = channel<number>('c')
        await parallel(
          async () => {
            const chosen = await select({
              nothing: skip,
              value: withNack(() => c.reader),
            })
            tell(chosen.key)
          },
          () => c.writer.write(1),
          () => c.reader.read(),
        )
      },
      { mode },
    )
    expect(seen).toEqual(['nothing'])
  })

  test('within such a guard as well', async () => {
    const seen = await outcomes(
      async tell => {
        const c = channel<number>('c')
        const made = withNack<unknown>(() => choose<unknown>(skip, c.reader))
        await parallel(
          async () => tell(await sync(made)),
          () => c.writer.write(1),
          () => c.reader.read(),
        )
      },
      { mode },
    )
    expect(seen).toEqual([undefined])
  })

  test('chance takes each of two cases that are ready, and each of two at one end', async () => {
    const ready = await outcomes(
      async tell => tell((await alternative([skip, skip], { order: 'random' }).select()).key),
      { mode },
    )
    expect(ready).toEqual([0, 1])
    const met = await outcomes(
      async tell => {
        const c = channel<number>('c')
        const either = alternative([c.reader, c.reader], { order: 'random' })
        await parallel(
          async () => tell((await either.select()).key),
          () => c.writer.write(1),
        )
      },
      { mode },
    )
    expect(met).toEqual([0, 1])
  })

  test('a lock may be tried while it is held, and after', async () => {
    const seen = await outcomes(
      async tell => {
        const [table, c] = [crew('table'), channel<number>('c')]
        await parallel(
          async () => {
            const token = await table.exclusive.acquire()
            await c.writer.write(1)
            token.release()
          },
          async () => {
            await c.reader.read()
            tell(table.exclusive.tryAcquire() !== undefined)
          },
        )
      },
      { mode },
    )
    expect(seen).toEqual([false, true])
  })

  test.each(['close', 'try', 'sync'] as const)(
    'a write that is not awaited may be met before the %s that follows it',
    async then => {
      const seen = await outcomes(
        async tell => {
          const [early, late] = [channel<number>('early'), channel<number>('late')]
          const [meeting, go] = [barrier(2, 'meeting'), channel<void>('go')]
          await parallel(
            async () => {
              // In one turn, so that the selection waits for certain when the other goes.
              const told = go.writer.write()
              const { key } = await select({
                early: early.reader,
                late: late.reader.step,
                all: meeting,
              })
              tell(key)
              await told
            },
            async () => {
              await go.reader.read()
              const begun = early.writer.write(1)
              if (then === 'close') late.writer.close()
              else if (then === 'try') late.writer.tryWrite(2)
              else await meeting.sync()
              await begun
            },
          )
        },
        { mode },
      )
      expect(seen).toContain('early')
      expect(seen).toContain(then === 'sync' ? 'all' : 'late')
    },
  )
})

test('a turn that sleeps does not vouch for what it does when it comes before', async () => {
  const program = async (tell: (what: unknown) => void) => {
    const [go, c] = [channel<void>('go'), channel<number>({ name: 'c', buffer: fifo(1) })]
    let tried = false
    await parallel(
      async () => {
        await go.writer.write()
        tried = c.reader.tryRead() === undefined
        await c.reader.read().catch(() => tell(`tried ${tried}`))
      },
      () => go.reader.read(),
      async () => {
        throw new Error('planned')
      },
      async () => {
        c.poison()
      },
    ).catch(() => {})
  }
  const options = { granularity: 'communication' } as const
  expect(await outcomes(program, { ...options, mode: 'dpor' })).toEqual(
    await outcomes(program, { ...options, mode: 'dfs' }),
  )
})

test('a fingerprint knows all that a buffer holds, not its newest value alone', async () => {
  let first = -1
  const program = async () => {
    first = -1
    const c = channel<number>({ name: 'c', buffer: fifo(3) })
    await parallel(
      () => c.writer.write(0),
      () => c.writer.write(1),
    )
    await c.writer.write(2)
    first = await c.reader.read()
    if (first === 1) throw new Error('one came first')
  }
  const { failure } = await check(program, { fingerprint: () => `${first}` })
  expect(failure?.message).toContain('one came first')
})

test('a specification sees the value, in whatever way it was taken', async () => {
  const spec = { process: csp.prefix('c.1', csp.STOP), channels: ['c'] }
  const program = (value: number) => async () => {
    const c = channel<number>('c')
    await parallel(
      async () => void (await select([c.reader.step])),
      async () => void c.writer.tryWrite(value),
      async () => void c.reader.tryRead(),
    )
  }
  expect((await check(program(1), { spec })).failure?.kind).toBe('deadlock')
  expect((await check(program(2), { spec })).failure?.message).toContain("'c.2' is not allowed")
})
