import { expect, test } from 'vitest'
import { read, write } from '../../src/fiber/index.ts'
import {
  ClosedError,
  channel,
  fifo,
  never,
  RetiredError,
  run,
  select,
  spawn,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('the last writer to retire closes the channel, and nothing of two producers is lost', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const produce = async (out: Writer<number>, from: number, count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await out.write(from + i)
      out.retire()
    }
    const [few, many] = [c.writer.lease(), c.writer.lease()]
    spawn(() => produce(few, 0, 2))
    spawn(() => produce(many, 100, 20))
    const values: number[] = []
    for await (const value of c.reader) values.push(value)
    expect(values).toHaveLength(22)
  }))

test('two producers that each close lose nothing in silence: the later write is a failure', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const first = spawn(async () => {
      await c.writer.write(1)
      c.writer.close()
    })
    const second = spawn(
      async () => {
        await c.writer.write(2)
        await c.writer.write(3)
        c.writer.close()
      },
      { name: 'second' },
    )
    const failed = outcome(second.done)
    const values: number[] = []
    for await (const value of c.reader) values.push(value)
    await first.done
    await b.settled()
    const { error } = await failed
    expect(error).toMatchObject({ name: 'ClosedError', by: 'writer', channel: 'c' })
    expect((error as Error).message).toContain('give each a lease: writer.lease()')
    expect(values).toEqual([1, 2])
  }))

test('the last reader to retire closes the reading side', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const [one, other] = [c.reader.lease(), c.reader.lease()]
    const write = outcome(c.writer.write(1))
    one.retire()
    one.retire()
    expect(other.tryRead()).toEqual({ value: 1 })
    expect(await write).toEqual({ value: undefined })
    const late = outcome(c.writer.write(2))
    other.retire()
    expect((await late).error).toMatchObject({ name: 'ClosedError', by: 'reader' })
  }))

test('retire withdraws what waits through that lease, and only that', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const [mine, other] = [c.reader.lease(), c.reader.lease()]
    const withdrawn = [
      outcome(mine.read()),
      outcome(select({ never, input: mine })),
      outcome(select({ never, input: mine.step })),
      outcome(mine[Symbol.asyncIterator]().next()),
      outcome(mine.extended(x => x)),
    ]
    const stays = outcome(other.read())
    mine.retire()
    for (const one of await Promise.all(withdrawn)) expect(one.error).toBeInstanceOf(RetiredError)
    await b.settled()
    expect(b.waiting).toEqual(["the test is waiting in read on channel 'c'"])
    expect(c.writer.tryWrite(7)).toBe(true)
    expect(await stays).toEqual({ value: 7 })
    expect(c.writer.tryWrite(8)).toBe(false)
  }))

test('retiring a writer withdraws its writes, and lets a draining channel close', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const mine = c.writer.lease()
    c.writer.lease()
    const write = outcome(mine.write(1))
    c.close()
    mine.retire()
    expect((await write).error).toBeInstanceOf(RetiredError)
    await expect(c.reader.read()).rejects.toBeInstanceOf(ClosedError)
  }))

test('a retired end is refused in every way of using it, naming channel and process', () =>
  bubble(async () => {
    const c = channel<number>({ name: 'orders', buffer: fifo(4) })
    const [input, output] = [c.reader.lease(), c.writer.lease()]
    c.reader.lease()
    c.writer.lease()
    input.retire()
    output.retire()
    const uses = [
      () => input.read(),
      () => output.write(1),
      async () => input.tryRead(),
      async () => output.tryWrite(1),
      () => select({ input }),
      () => select({ step: input.step }),
      () => select({ output: output.offer(1) }),
      () => input.extended(x => x),
      () => input[Symbol.asyncIterator]().next(),
      () =>
        run(function* () {
          yield* read(input)
        }),
      () =>
        run(function* () {
          yield* write(output, 1)
        }),
      async () => input.lease(),
      async () => output.lease(),
    ]
    for (const use of uses) {
      const { error } = await outcome(use())
      expect(error).toMatchObject({ name: 'RetiredError', channel: 'orders' })
    }
    const inFiber = run(function* clerk() {
      yield* write(output, 1)
    })
    await expect(inFiber).rejects.toThrow(
      "this lease of the writer of channel 'orders' has been retired: " +
        "take another with writer.lease() before the last one retires (in process 'clerk')",
    )
    expect(c.writer.tryWrite(1)).toBe(true)
  }))

test('an ended channel cannot be leased', () => {
  for (const end of [
    (c: ReturnType<typeof channel<number>>) => c.writer.close(),
    (c: ReturnType<typeof channel<number>>) => c.reader.close(),
    (c: ReturnType<typeof channel<number>>) => c.poison(new Error('broken')),
  ]) {
    const c = channel<number>('c')
    end(c)
    expect(() => c.reader.lease()).toThrow('leasing the reader of a channel that has ended')
    expect(() => c.writer.lease()).toThrow('leasing the writer of a channel that has ended')
  }
})

test('only a lease can be retired', () => {
  const c = channel<number>('c')
  expect(() => c.reader.retire()).toThrow('const mine = reader.lease(); …; mine.retire()')
  expect(() => c.writer.retire()).toThrow(TypeError)
})

test('using retires a lease, and closes any other end', () =>
  bubble(async () => {
    const c = channel<number>({ name: 'c', buffer: fifo(4) })
    const held = c.writer.lease()
    {
      using mine = c.writer.lease()
      await mine.write(1)
    }
    await held.write(2)
    {
      using unleased = c.writer
      await unleased.write(3)
    }
    await expect(held.write(4)).rejects.toBeInstanceOf(ClosedError)
    const values: number[] = []
    for await (const value of c.reader) values.push(value)
    expect(values).toEqual([1, 2, 3])
  }))
