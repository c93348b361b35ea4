import { expect, test } from 'vitest'
import { select as fiberSelect } from '../../src/fiber/index.ts'
import {
  after,
  alternative,
  channel,
  choose,
  fifo,
  type Guard,
  never,
  run,
  select,
  skip,
  sync,
  when,
  withNack,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

/** A guard whose every making is remembered, by the nack that it was given. */
function remembered<T>(inner: () => Guard<T>) {
  const nacks: Guard<undefined>[] = []
  const guard = withNack(nack => {
    nacks.push(nack)
    return inner()
  })
  /** What became of each turn, up to now. */
  const fates = async (): Promise<string[]> => {
    const chosen = await Promise.all(nacks.map(nack => select({ lost: nack, kept: skip })))
    return chosen.map(({ key }) => key)
  }
  return { guard, fates }
}

test('chosen at once, or after waiting: no nack', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const { guard, fates } = remembered(() => c.reader.map(x => x + 1))
    const waiting = select({ guard, never })
    await b.settled()
    await c.writer.write(1)
    expect(await waiting).toEqual({ key: 'guard', value: 2 })
    expect(await fates()).toEqual(['kept'])
    const ready = remembered(() => skip)
    expect(await select({ guard: ready.guard })).toEqual({ key: 'guard', value: undefined })
    expect(await ready.fates()).toEqual(['kept'])
  }))

test('another case was chosen: nacked, whether it was ready at once or later', () =>
  bubble(async b => {
    const { guard, fates } = remembered(() => never)
    expect(await select({ guard, last: skip })).toMatchObject({ key: 'last' })
    await b.run(() => select({ guard, late: after(5) }))
    expect(await fates()).toEqual(['lost', 'lost'])
  }))

test('aborted, failed, or not even offered: nacked', () =>
  bubble(async b => {
    const { guard, fates } = remembered(() => never)
    const controller = new AbortController()
    const aborted = outcome(select({ guard }, { signal: controller.signal }))
    await b.settled()
    controller.abort(new Error('enough'))
    expect(await aborted).toMatchObject({ error: { message: 'enough' } })

    const closed = channel<number>('closed')
    closed.close()
    expect(await outcome(select({ guard, closed: closed.reader }))).toHaveProperty('error')

    const ending = channel<number>('ending')
    const failed = outcome(select({ guard, ending: ending.reader }))
    ending.close()
    expect(await failed).toHaveProperty('error')

    const output = channel<number>('output').writer.offerWith(() => {
      throw new Error('broken offer')
    })
    expect(await outcome(select({ guard, output }))).toHaveProperty('error')
    expect(await fates()).toEqual(['lost', 'lost', 'lost', 'lost'])
  }))

test('made anew at each turn of an alternative; a disabled turn makes nothing', () =>
  bubble(async () => {
    const c = channel<number>({ name: 'c', buffer: fifo(3) })
    let wanted = true
    const { guard, fates } = remembered(() => never)
    const turns = alternative({ guard: when(() => wanted, guard), c: c.reader }, { order: 'fair' })
    for (const value of [1, 2, 3]) {
      c.writer.tryWrite(value)
      wanted = value !== 2
      expect(await turns.select()).toEqual({ key: 'c', value })
    }
    expect(await fates()).toEqual(['lost', 'lost'])
  }))

test('behind it may stand a choice with conditions, offers and transforms, and another nack', () =>
  bubble(async b => {
    const [a, z] = [channel<string>('a'), channel<string>('z')]
    const inner = remembered(() => a.reader)
    const { guard, fates } = remembered(() =>
      choose<unknown>(
        when(
          () => false,
          skip.map(() => 'never'),
        ),
        inner.guard.map(text => `${text}!`),
        z.writer.offer('hello').map(() => 'written'),
      ),
    )
    const first = select({ guard: guard.map(value => [value]) })
    await b.settled()
    expect(await z.reader.read()).toBe('hello')
    expect(await first).toEqual({ key: 'guard', value: ['written'] })
    const second = run(function* () {
      return yield* fiberSelect({ guard })
    })
    await b.settled()
    await a.writer.write('there')
    expect(await second).toEqual({ key: 'guard', value: 'there!' })
    expect(await fates()).toEqual(['kept', 'kept'])
    expect(await inner.fates()).toEqual(['lost', 'kept'])
  }))

test('a server learns that nobody will fetch its answer', () =>
  bubble(async b => {
    const requests = channel<{ reply: Guard<undefined>; nack: Guard<undefined> }>('requests')
    const fates: string[] = []
    const server = run(async () => {
      for await (const { reply, nack } of requests.reader)
        fates.push((await select({ replied: reply, lost: nack })).key)
    })
    const ask = (): Guard<string> =>
      withNack(nack => {
        const answer = channel<string>('answer')
        void requests.writer.write({ reply: answer.writer.offer('page'), nack })
        return answer.reader
      })
    expect(await sync(ask())).toBe('page')
    expect(await select({ page: ask(), gone: skip })).toMatchObject({ key: 'gone' })
    await b.settled()
    expect(fates).toEqual(['replied', 'lost'])
    requests.close()
    await server
  }))
