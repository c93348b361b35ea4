/**
 * Faults that the random networks have found in the engine, each as the shortest program that shows it.
 */
import { expect, test } from 'vitest'
import { budget } from '../../src/core/budget.ts'
import { ports } from '../../src/core/ports.ts'
import { select as selectInFiber, write } from '../../src/fiber/index.ts'
import { after, alternative, channel, select, spawn } from '../../src/index.ts'

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** A function for an extended read that stays at work until `end` is called. */
function work(): { during: () => Promise<void>; end: () => void } {
  let end = (): void => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  return { during: () => ended, end }
}

test('an alternative can be used again after a turn of it was aborted', async () => {
  const numbers = channel<number>('numbers')
  const choice = alternative([numbers.reader])
  const controller = new AbortController()
  const aborted = choice.select({ signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(aborted).rejects.toThrow('enough')
  const again = choice.select()
  await numbers.writer.write(1)
  expect(await again).toEqual({ key: 0, value: 1 })
})

test('a selection that an extended reader has taken part in waits nowhere else', async () => {
  const first = channel<number>('first')
  const second = channel<number>('second')
  const { during, end } = work()
  const reading = first.reader.extended(during)
  const chosen = select([first.writer.offer(1), second.writer.offer(2)])
  expect(second.reader.tryRead()).toBeUndefined()
  end()
  expect(await chosen).toEqual({ key: 0, value: undefined })
  await reading
})

test('the abort of a write that an extended reader is working on comes too late', async () => {
  const numbers = channel<number>('numbers')
  const controller = new AbortController()
  const { during, end } = work()
  const writing = numbers.writer.write(1, { signal: controller.signal })
  const reading = numbers.reader.extended(during)
  controller.abort(new Error('too late'))
  end()
  await expect(writing).resolves.toBeUndefined()
  await reading
})

test('leaving the loop over an alternative leaves a turn alone that is being read', async () => {
  const numbers = channel<number>('numbers')
  const loop = alternative([numbers.writer.offer(1)])[Symbol.asyncIterator]()
  const { during, end } = work()
  const next = loop.next()
  const reading = numbers.reader.extended(during)
  await loop.return?.()
  end()
  expect(await next).toEqual({ done: false, value: { key: 0, value: undefined } })
  await reading
})

test.each([
  ['while it waits', 'after'],
  ['before it writes', 'before'],
])(
  'a fiber that is interrupted in an extended rendezvous (%s) has written',
  async (_name, when) => {
    const numbers = channel<number>('numbers')
    const { during, end } = work()
    const reading = numbers.reader.extended(during)
    let outcome = 'nothing'
    const fiber = spawn(function* () {
      if (when === 'before') fiber.abort(new Error('stop'))
      yield* write(numbers.writer, 1)
      outcome = 'written'
    })
    await turn()
    fiber.abort(new Error('stop'))
    await turn()
    expect(outcome).toBe('nothing')
    // The queue is whole: another writer can stand in it and be taken.
    const other = numbers.writer.write(2)
    expect(numbers.reader.tryRead()).toEqual({ value: 2 })
    await other
    end()
    await reading
    await fiber.done
    expect(outcome).toBe('written')
  },
)

test('retiring a lease withdraws what waits at it', async () => {
  const numbers = channel<number>('numbers')
  const mine = numbers.reader.lease()
  const other = numbers.reader.lease()
  const reading = mine.read()
  mine.retire()
  await expect(reading).rejects.toThrow('has been retired')
  const read2 = other.read()
  expect(numbers.writer.tryWrite(1)).toBe(true)
  expect(await read2).toBe(1)
})

let time = 1e9

/** Spends the time budget, so that wake-ups are put off until the function returned is called. */
function spend(): () => void {
  const { macrotask, clock } = ports
  let renew = (): void => {}
  ports.macrotask = callback => {
    renew = callback
  }
  time += 1_000
  ports.clock = { ...clock, now: () => time }
  budget.check()
  ports.macrotask = macrotask
  expect(budget.spent).toBe(true)
  return () => {
    renew()
    ports.clock = clock
  }
}

test('a value that was matched is not lost when the loop is left before its wake-up', async () => {
  const numbers = channel<number>('numbers')
  const loop = numbers.reader[Symbol.asyncIterator]()
  const next = loop.next()
  const renew = spend()
  const writing = numbers.writer.write(1)
  await loop.return?.()
  renew()
  await writing
  expect(await next).toEqual({ done: false, value: 1 })
})

test('the map of a guard runs once in a fiber whose budget is spent', async () => {
  const maps: number[] = []
  let chosen: unknown
  let renew = (): void => {}
  const fiber = spawn(function* () {
    renew = spend()
    chosen = yield* selectInFiber([after(0).map(() => maps.push(maps.length))])
  })
  await turn()
  renew()
  await fiber.done
  expect(chosen).toEqual({ key: 0, value: 1 })
  expect(maps).toEqual([0])
})

test('a draining channel closes when an extended reader takes the writer of its last offer elsewhere', async () => {
  const taken = channel<number>('taken')
  const draining = channel<number>('draining')
  const chosen = select([taken.writer.offer(1), draining.writer.offer(2)])
  draining.writer.close()
  const { during, end } = work()
  const reading = taken.reader.extended(during)
  expect(() => draining.reader.tryRead()).toThrow("channel 'draining'")
  end()
  expect(await chosen).toEqual({ key: 0, value: undefined })
  await reading
})

test('a draining channel closes when the last lease retires with its last offer', async () => {
  const numbers = channel<number>('numbers')
  const lease = numbers.writer.lease()
  const writing = lease.write(1)
  numbers.writer.close()
  lease.retire()
  await expect(writing).rejects.toThrow("channel 'numbers'")
  expect(() => numbers.reader.tryRead()).toThrow("channel 'numbers'")
})
