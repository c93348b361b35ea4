import { describe, expect, test } from 'vitest'
import * as fiber from '../../src/fiber/index.ts'
import { callChannel, channel, fifo, run, scope, select, spawn } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('a channel has the name that it was given, or a number', () => {
  expect(channel('orders').name).toBe('orders')
  expect(channel({ name: 'orders' }).reader.name).toBe('orders')
  expect(channel({ name: 'orders' }).writer.name).toBe('orders')
  expect(channel().name).toMatch(/^channel \d+$/)
  expect(channel().name).not.toBe(channel().name)
})

describe('bad input is refused, naming the channel and showing the right form', () => {
  test.each([7, true, Symbol.iterator])('channel(%s)', options => {
    expect(() => channel(options as never)).toThrow("channel('numbers') or channel({ name:")
  })

  test('a buffer that is not one', () => {
    expect(() => channel({ name: 'orders', buffer: 8 as never })).toThrow(
      "the buffer of channel 'orders' is not a buffer but 8: channel({ buffer: fifo(8) })",
    )
  })

  test('a negative buffer', async () => {
    const made = run(function* clerk() {
      channel({ name: 'orders', buffer: fifo(-1) })
    })
    await expect(made).rejects.toThrow(
      "the fifo buffer of channel 'orders' holds a whole number of values from 1, not -1: " +
        "channel({ buffer: fifo(64) }), or no buffer for a rendezvous (in process 'clerk')",
    )
  })

  test('a promise as a payload, from either flavour and in a selection', () =>
    bubble(async () => {
      const c = channel<unknown>('orders')
      const promise = Promise.resolve(1)
      // biome-ignore lint/suspicious/noThenProperty: what is under test
      const thenable = { then: () => {} }
      const said =
        "a promise cannot travel through channel 'orders', since reading would unwrap it: " +
        'write(await promise), or write({ promise })'
      for (const payload of [promise, thenable] as never[]) {
        expect(() => c.writer.write(payload)).toThrow(said)
        expect(() => c.writer.tryWrite(payload)).toThrow(said)
        expect(() => c.writer.offer(payload)).toThrow(said)
        await expect(select({ c: c.writer.offerWith(() => payload) })).rejects.toThrow(said)
        const inFiber = run(function* clerk() {
          yield* fiber.write(c.writer, payload)
        })
        await expect(inFiber).rejects.toThrow(said)
        await expect(inFiber).rejects.toThrow(" (in process 'clerk')")
      }
      expect(c.reader.tryRead()).toBeUndefined()
    }))

  test('the wrong end, or no end', () =>
    bubble(async () => {
      const c = channel<number>('orders')
      const wrong = [
        () => fiber.write(c.reader as never, 1),
        () => fiber.read(c.writer as never),
        () => fiber.read(c as never),
        () => fiber.read(undefined as never),
      ]
      for (const use of wrong) {
        const failed = run(function* () {
          yield* use()
        })
        await expect(failed).rejects.toThrow(/^expected the (reader|writer) of a channel, not /)
      }
      const form = run(function* clerk() {
        yield* fiber.write(c.reader as never, 1)
      })
      await expect(form).rejects.toThrow(
        "expected the writer of a channel, not reader of channel 'orders': " +
          "yield* write(channel.writer, 1) (in process 'clerk')",
      )
    }))

  const { reader, writer } = channel<number>('orders')
  const orders = channel<number>('orders')
  test.each<[string, object, string]>([
    ...['write', 'tryWrite', 'offer', 'offerWith'].map(
      name => [name, reader, 'writer'] as [string, object, string],
    ),
    ...['read', 'tryRead', 'extended', 'consume'].map(
      name => [name, writer, 'reader'] as [string, object, string],
    ),
    ['read', orders, 'reader'],
    ['write', orders, 'writer'],
  ])('%s of %s, which has no such operation', async (name, end, wanted) => {
    const use = end as Record<string, (value: number) => unknown>
    expect(() => use[name]?.(1)).toThrow(TypeError)
    const used = run(function* clerk() {
      use[name]?.(1)
    })
    await expect(used).rejects.toThrow(
      `'${name}' is an operation of the ${wanted}, not of the ${end}: ` +
        `channel.${wanted}.${name}(…) (in process 'clerk')`,
    )
    expect(String(end)).toContain("channel 'orders'")
    // Nobody sees it who looks at the end.
    expect(Object.keys(end)).not.toContain(name)
  })
})

test('errors name the process, where it is known', () =>
  bubble(async () => {
    const c = channel<number>('orders')
    c.writer.close()
    const late = run(function* clerk() {
      yield* fiber.write(c.writer, 1)
    })
    await expect(late).rejects.toMatchObject({ channel: 'orders', process: 'clerk' })
    await expect(late).rejects.toThrow("(in process 'clerk')")
  }))

test('using a channel, or a call channel, lets those who serve it end with the block', () =>
  bubble(async () => {
    const served: number[] = []
    await scope(async s => {
      using requests = s.channel<number>('requests')
      using squares = callChannel<number, number>('squares')
      s.spawn(async () => {
        for await (const request of requests.reader) served.push(request)
      })
      s.spawn(async () => {
        for await (const call of squares.requests) call.reply(call.request ** 2)
      })
      await requests.writer.write(await squares.call(3))
    })
    expect(served).toEqual([9])
  }))

test('an end can be sent through a channel', () =>
  bubble(async () => {
    const result = await scope(async s => {
      const requests = s.channel<{
        x: number
        reply: ReturnType<typeof channel<number>>['writer']
      }>()
      s.spawn(async () => {
        for await (const { x, reply } of requests.reader) await reply.write(x * x)
      })
      const reply = s.channel<number>()
      await requests.writer.write({ x: 7, reply: reply.writer })
      const answer = await reply.reader.read()
      requests.close()
      return answer
    })
    expect(result).toBe(49)
  }))

test('what is under way when the process that spawned it ends goes on', () =>
  bubble(async () => {
    const c = channel<number>('c')
    spawn(async () => void spawn(() => c.writer.write(1)))
    expect(await c.reader.read()).toBe(1)
  }))
