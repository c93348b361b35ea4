import { describe, expect, test } from 'vitest'
import {
  after,
  at,
  channel,
  choose,
  fifo,
  never,
  select,
  skip,
  sleep,
  spawn,
  when,
  withNack,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('when: a false precondition disables its case, and the others keep their keys', () =>
  bubble(async () => {
    expect(when(false, skip)).toBeNull()
    expect(await select([when(false, skip), when(true, skip)])).toMatchObject({ key: 1 })
    const conditions = { a: when(() => false, skip), z: when(() => true, skip) }
    expect(await select(conditions)).toMatchObject({ key: 'z' })
  }))

test('when nests, and guards every branch of a choice', () =>
  bubble(async () => {
    const nested = when(
      () => true,
      when(() => false, skip),
    )
    expect(await select({ nested, last: skip })).toMatchObject({ key: 'last' })
    const either = when(() => false, choose(skip, skip))
    expect(await select({ either, last: skip })).toMatchObject({ key: 'last' })
  }))

test('a precondition that throws rejects the selection with nothing offered', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const broken = when(() => {
      throw new Error('broken condition')
    }, skip)
    await expect(select({ input: c.reader, broken })).rejects.toThrow('broken condition')
    expect(c.writer.tryWrite(1)).toBe(false)
  }))

test('map applies in order, after the commit, in the selecting process', () =>
  bubble(async () => {
    const c = channel<number>({ name: 'c', buffer: fifo(1) })
    c.writer.tryWrite(3)
    const doubled = c.reader.map(x => x * 2).map(x => `${x}!`)
    expect(await select({ doubled })).toEqual({ key: 'doubled', value: '6!' })
  }))

test('choose: the first guard that happens, as one guard; earlier ones have priority', () =>
  bubble(async b => {
    const [a, z] = [channel<number>('a'), channel<string>('z')]
    const either = choose(
      a.reader.map(x => x * 10),
      z.reader.map(text => text.length),
    )
    const waiting = select({ either })
    z.writer.tryWrite('four')
    expect(await waiting).toEqual({ key: 'either', value: 4 })
    const writes = [outcome(z.writer.write('four')), outcome(a.writer.write(7))]
    await b.settled()
    expect(await select({ either: either.map(x => x + 1) })).toEqual({ key: 'either', value: 71 })
    expect(z.reader.tryRead()).toEqual({ value: 'four' })
    await Promise.all(writes)
  }))

describe('time', () => {
  test('after counts from each turn; after(0) is ready at once, in its place', () =>
    bubble(async b => {
      const guard = after(50)
      for (const end of [50, 100]) {
        await b.run(() => select({ guard, never }))
        expect(b.now).toBe(end)
      }
      expect(await select({ first: after(0), second: skip })).toMatchObject({ key: 'first' })
    }))

  test('at stays where it is, however many turns are taken', () =>
    bubble(async b => {
      const deadline = at(Date.now() + 100)
      const c = channel<number>('c')
      spawn(async () => {
        for (let i = 0; i < 3; i++) {
          await sleep(40)
          c.writer.tryWrite(i)
        }
      })
      const keys: string[] = []
      await b.run(async () => {
        while (keys.at(-1) !== 'deadline')
          keys.push((await select({ input: c.reader, deadline })).key)
      })
      expect(keys).toEqual(['input', 'input', 'deadline'])
      await b.run()
      expect(await select({ deadline, late: skip })).toMatchObject({ key: 'deadline' })
    }))

  test('skip is always ready, never never', () =>
    bubble(async b => {
      expect(await select({ never, skip })).toMatchObject({ key: 'skip' })
      await b.run(() => select({ never, late: after(10) }))
    }))

  test.each([-1, Number.NaN, '5' as never])('after(%s) is refused', delay => {
    expect(() => after(delay)).toThrow('a delay is a number of milliseconds from 0')
    expect(() => after(delay)).toThrow('after(50)')
  })

  test('at refuses what is not a date', () => {
    expect(() => at(new Date('never'))).toThrow(RangeError)
  })
})

describe('an abort signal', () => {
  test('is a guard that gives its reason', () =>
    bubble(async b => {
      const controller = new AbortController()
      const waiting = select({ stop: controller.signal, never })
      await b.settled()
      controller.abort('enough')
      expect(await waiting).toEqual({ key: 'stop', value: 'enough' })
      const again = await select({ stop: controller.signal, late: skip })
      expect(again).toEqual({ key: 'stop', value: 'enough' })
    }))

  test('that lost is not listened to any more', () =>
    bubble(async b => {
      const controller = new AbortController()
      const c = channel<number>('c')
      const waiting = select({ stop: controller.signal, input: c.reader })
      await b.settled()
      c.writer.tryWrite(1)
      controller.abort()
      expect(await waiting).toEqual({ key: 'input', value: 1 })
    }))
})

test('what is not a guard is refused with the right form', async () => {
  await expect(select(channel<number>('c').reader as never)).rejects.toThrow(
    "not reader of channel 'c': select({ value: input }), or sync(input)",
  )
  for (const made of [
    () => choose(AbortSignal.abort() as never),
    () => when(() => true, undefined as never),
  ])
    expect(made).toThrow(
      /^expected a guard, not (\[object AbortSignal\]|undefined): (choose|when)\(/,
    )
  await expect(select(undefined as never)).rejects.toThrow(
    'not undefined: select({ value: input })',
  )
  await expect(select({ reply: withNack(() => 7 as never) })).rejects.toThrow(
    'the maker of withNack gives a guard, not 7: withNack(nack => answer.reader)',
  )
  await expect(select({ broken: 7 as never })).rejects.toThrow(
    "case 'broken' of a selection is not a guard but 7",
  )
  await expect(select({ read: Promise.resolve() as never })).rejects.toThrow(
    'a reader (not its read()), writer.offer(value), after(ms), skip, promised(promise)',
  )
  await expect(select({ 1: skip } as never)).rejects.toThrow('name the case, or pass an array')
})
