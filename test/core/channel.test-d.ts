import { describe, expectTypeOf, test } from 'vitest'
import { type Channel, channel, type Guard, type Reader, type Writer } from '../../src/index.ts'

interface Animal {
  name: string
}
interface Dog extends Animal {
  bark(): void
}

describe('ends', () => {
  test('keep their type', () => {
    const c = channel<number>('c')
    expectTypeOf(c.reader).toEqualTypeOf<Reader<number>>()
    expectTypeOf(c.writer).toEqualTypeOf<Writer<number>>()
    expectTypeOf(c.reader.read()).toEqualTypeOf<Promise<number>>()
    expectTypeOf(c.reader.tryRead()).toEqualTypeOf<{ readonly value: number } | undefined>()
    expectTypeOf(c.writer.write(1)).toEqualTypeOf<Promise<void>>()
    expectTypeOf(c.reader.extended(async x => `${x}`)).toEqualTypeOf<Promise<string>>()
  })

  test('a reader is covariant', () => {
    expectTypeOf<Reader<Dog>>().toExtend<Reader<Animal>>()
    expectTypeOf<Reader<Animal>>().not.toExtend<Reader<Dog>>()
  })

  test('a writer is contravariant', () => {
    expectTypeOf<Writer<Animal>>().toExtend<Writer<Dog>>()
    expectTypeOf<Writer<Dog>>().not.toExtend<Writer<Animal>>()
  })

  test('a channel is invariant', () => {
    expectTypeOf<Channel<Dog>>().not.toExtend<Channel<Animal>>()
    expectTypeOf<Channel<Animal>>().not.toExtend<Channel<Dog>>()
  })

  test('a reader does not write, a writer does not read', () => {
    const c = channel<number>('c')
    // @ts-expect-error writing through a reader
    void c.reader.write
    // @ts-expect-error reading through a writer
    void c.writer.read
    // @ts-expect-error another type of payload
    void c.writer.write('text')
  })

  test('iteration gives the type, and undefined at the end', () => {
    const c = channel<number>('c')
    expectTypeOf(c.reader[Symbol.asyncIterator]().next()).resolves.toEqualTypeOf<
      IteratorResult<number, undefined>
    >()
    expectTypeOf(c.reader.step).toEqualTypeOf<Guard<IteratorResult<number, undefined>>>()
  })

  test('a lease has the type of its end', () => {
    const c = channel<number>('c')
    expectTypeOf(c.reader.lease()).toEqualTypeOf<Reader<number>>()
    expectTypeOf(c.writer.lease()).toEqualTypeOf<Writer<number>>()
  })
})

describe('a promise cannot travel', () => {
  test('a channel of promises has no usable ends', () => {
    const c = channel<Promise<number>>('c')
    expectTypeOf(c.reader).toBeNever()
    expectTypeOf(c.writer).toBeNever()
    expectTypeOf(channel<number | PromiseLike<string>>('c').reader).toBeNever()
  })

  test('nor be written to any other', () => {
    const c = channel<number>('c')
    // @ts-expect-error a promise of the payload is not the payload
    void c.writer.write(Promise.resolve(1))
    // @ts-expect-error nor as an offer
    void c.writer.offer(Promise.resolve(1))
    // @ts-expect-error nor computed
    void c.writer.offerWith(async () => 1)
  })

  test('but an object that holds one may', () => {
    const c = channel<{ answer: Promise<number> }>('c')
    expectTypeOf(c.reader.read()).resolves.toEqualTypeOf<{ answer: Promise<number> }>()
  })

  test('in generic code what was awaited can be written', () => {
    async function copy<T>(input: Reader<T>, out: Writer<T>): Promise<void> {
      await out.write(await input.read())
      for await (const x of input) await out.write(x)
    }
    expectTypeOf(copy<number>).parameters.toEqualTypeOf<[Reader<number>, Writer<number>]>()
  })
})

test('any does not leak from a channel of unknown', () => {
  const c = channel<unknown>('c')
  expectTypeOf(c.reader.read()).resolves.toBeUnknown()
  expectTypeOf(channel('c').reader.read()).resolves.toBeUnknown()
})
