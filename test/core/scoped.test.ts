import { expect, test } from 'vitest'
import { channel, fifo, type OpenScope, scope, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('await using waits for its processes and closes its channels', () =>
  bubble(async b => {
    const events: string[] = []
    const body = async () => {
      await using s = scope({ name: 'block' })
      const c = s.channel<number>('c')
      s.spawn(async () => {
        for await (const x of c.reader) events.push(`read ${x}`)
        events.push('end')
      })
      await c.writer.write(1)
      c.close()
      s.spawn(() => sleep(30))
      events.push('leaving')
    }
    await b.run(body)
    expect(events.sort()).toEqual(['end', 'leaving', 'read 1'])
    expect(b.now).toBe(30)
  }))

test('await using throws the root failure of its processes', () =>
  bubble(async () => {
    const body = async () => {
      await using s = scope()
      const c = s.channel<number>('c')
      s.spawn(() => c.reader.read())
      s.spawn(() => Promise.reject(new Error('broken')))
    }
    await expect(body()).rejects.toThrow('broken')
  }))

test('an error of the body fails the scope, with the processes told', () =>
  bubble(async () => {
    const told: string[] = []
    const ended = scope(async s => {
      const c = s.channel<number>('c')
      s.spawn(async () => {
        told.push(((await outcome(c.reader.read())).error as Error).name)
      })
      await s.spawn(async () => {}).done
      throw new Error('body')
    })
    await expect(ended).rejects.toThrow('body')
    expect(told).toEqual(['PoisonError'])
  }))

test('the body promises its result: a normal ending in it fails the scope', () =>
  bubble(async () => {
    const c = channel<number>('c')
    c.close()
    await expect(scope(() => c.reader.read())).rejects.toMatchObject({ name: 'ClosedError' })
  }))

test('a scope that goes on forgets what has ended, and nothing else', () =>
  bubble(async () => {
    let closed = 0
    const owned = (hasEnded: boolean) => ({ hasEnded, close: () => void closed++, poison() {} })
    await scope(s => {
      for (let n = 0; n < 10_000; n++) s.own(owned(n % 100 !== 0))
    })
    expect(closed).toBeGreaterThanOrEqual(100)
    expect(closed).toBeLessThan(500)
  }))

test('a channel has ended when it is closed and read to its end, or poisoned', async () => {
  const c = channel<number>({ buffer: fifo(1) })
  await c.writer.write(1)
  c.close()
  expect(c).toHaveProperty('hasEnded', false)
  await c.reader.read()
  expect(c).toHaveProperty('hasEnded', true)
  const poisoned = channel<number>()
  poisoned.poison()
  expect(poisoned).toHaveProperty('hasEnded', true)
})

test('what is owned is closed, or poisoned with the cause', () =>
  bubble(async () => {
    const events: unknown[] = []
    const owned = () => ({
      close: () => void events.push('closed'),
      poison: (cause: unknown) => void events.push(cause),
    })
    await scope(s => {
      s.own(owned())
    })
    const cause = new Error('broken')
    let late!: OpenScope
    await outcome(
      scope(s => {
        late = s
        s.own(owned())
        throw cause
      }),
    )
    expect(events).toEqual(['closed', cause])
    late.own(owned())
    expect(events).toEqual(['closed', cause, cause])
  }))

test('the signal of the scope is aborted with a reason that says why', () =>
  bubble(async () => {
    let signal!: AbortSignal
    const cause = new Error('broken')
    await outcome(
      scope(
        s => {
          signal = s.signal
          throw cause
        },
        { name: 'shop' },
      ),
    )
    expect(signal.reason).toMatchObject({ name: 'AbortError', cause })
    expect(signal.reason.message).toBe("scope 'shop' was cancelled")
  }))

test.each([{ timeout: -1 }, { grace: Number.NaN }, { timeout: '5' as never }])(
  'options %j are refused with the right form',
  options => {
    expect(() => scope(() => {}, options)).toThrow('a delay is a number of milliseconds from 0')
  },
)

test('parallel in a scope: the first failure aborts the signal of the scope, for the others too', () =>
  bubble(async () => {
    const aborted: unknown[] = []
    const failing = scope(s =>
      s.parallel(
        async () => {
          throw new Error('broken')
        },
        async () => {
          try {
            await sleep(60_000, s)
          } catch (error) {
            aborted.push(error)
          }
        },
      ),
    )
    await expect(failing).rejects.toThrow(/^broken$/)
    expect(aborted).toMatchObject([{ name: 'AbortError' }])
  }))
