import { expect, test } from 'vitest'
import { Buffer } from '../../src/core/buffer.ts'
import { type Channel, channel, dropping, fifo, sliding, unbounded } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

function drain(c: Channel<number>): number[] {
  const values: number[] = []
  for (let next = c.reader.tryRead(); next !== undefined; next = c.reader.tryRead())
    values.push(next.value)
  return values
}

test.each([
  { policy: fifo(3), accepted: 3, kept: [0, 1, 2], lost: [] },
  { policy: sliding(3), accepted: 5, kept: [2, 3, 4], lost: [0, 1] },
  { policy: dropping(3), accepted: 5, kept: [0, 1, 2], lost: [3, 4] },
  { policy: unbounded(), accepted: 5, kept: [0, 1, 2, 3, 4], lost: [] },
])('$policy.kind keeps $kept of five, and hands over $lost', ({ policy, accepted, kept, lost }) => {
  const undelivered: number[] = []
  const c = channel<number>({ buffer: policy, onUndelivered: (x: number) => undelivered.push(x) })
  const taken = [0, 1, 2, 3, 4].filter(x => c.writer.tryWrite(x))
  expect(taken).toHaveLength(accepted)
  expect(undelivered).toEqual(lost)
  expect(drain(c)).toEqual(kept)
  expect(undelivered).toEqual(lost)
})

test.each([fifo(4), sliding(4), dropping(4), unbounded()])(
  'every value of a $kind buffer is read or handed over exactly once',
  policy => {
    const seen: number[] = []
    const c = channel<number>({ buffer: policy, onUndelivered: (x: number) => seen.push(x) })
    const written: number[] = []
    for (let x = 0; x < 40; x++) {
      if (c.writer.tryWrite(x)) written.push(x)
      if (x % 3 === 0) seen.push(...drain(c))
    }
    c.reader.close()
    expect([...seen].sort((a, z) => a - z)).toEqual(written)
  },
)

test('a writer waits while a fifo is full, and its value follows the others', () =>
  bubble(async b => {
    const c = channel<number>({ name: 'c', buffer: fifo(2) })
    await c.writer.write(1)
    await c.writer.write(2)
    const third = c.writer.write(3)
    await b.settled()
    expect(b.waiting).toEqual(["the test is waiting in write on channel 'c'"])
    expect(drain(c)).toEqual([1, 2, 3])
    await third
  }))

test('a policy may be shared: every channel has its own storage', () => {
  const policy = fifo(1)
  const [a, z] = [channel<number>({ buffer: policy }), channel<number>({ buffer: policy })]
  expect([a.writer.tryWrite(1), z.writer.tryWrite(2)]).toEqual([true, true])
  expect([drain(a), drain(z)]).toEqual([[1], [2]])
})

test('the ring grows while it is wrapped around, and keeps the order', () => {
  const buffer = new Buffer(unbounded())
  const read: unknown[] = []
  for (let x = 0; x < 6; x++) buffer.put(x)
  for (let x = 0; x < 4; x++) read.push(buffer.take())
  for (let x = 6; x < 60; x++) buffer.put(x)
  buffer.onUndelivered = value => read.push(value)
  buffer.abandon()
  expect(read).toEqual(Array.from({ length: 60 }, (_, i) => i))
})

test.each([0, -1, 1.5, Number.NaN, Infinity, '8' as never])(
  'a buffer of %s is refused where a channel is made of it',
  capacity => {
    for (const policy of [fifo, sliding, dropping])
      expect(() => channel({ name: 'orders', buffer: policy(capacity) })).toThrow(
        `the ${policy(1).kind} buffer of channel 'orders' holds a whole number of values from 1`,
      )
  },
)
