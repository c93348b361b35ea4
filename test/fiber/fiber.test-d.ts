import { expectTypeOf, test } from 'vitest'
import { parallel, read, run, scope, sequence, sleep, wait, write } from '../../src/fiber/index.ts'
import { channel, type OpenScope, type Reader, run as start } from '../../src/index.ts'

const numbers = channel<number>('numbers')

test('yield* gives the type of the operation', () => {
  function* body() {
    expectTypeOf(yield* read(numbers.reader)).toBeNumber()
    expectTypeOf(yield* write(numbers.writer, 1)).toBeVoid()
    expectTypeOf(yield* sleep(1)).toBeVoid()
    expectTypeOf(yield* wait(Promise.resolve('x'))).toBeString()
    expectTypeOf(yield* run(async () => 1)).toEqualTypeOf<number | undefined>()
    const both = yield* parallel(
      function* () {
        return yield* read(numbers.reader)
      },
      async () => 'x',
    )
    expectTypeOf(both).toEqualTypeOf<[number | undefined, string | undefined]>()
    const steps = yield* sequence([async () => 1, async () => 'x'])
    expectTypeOf(steps).toEqualTypeOf<[number | undefined, string | undefined]>()
    return yield* read(numbers.reader)
  }
  expectTypeOf(start(body)).resolves.toEqualTypeOf<number | undefined>()
})

test('generics pass through', () => {
  function* first<T>(input: Reader<T>) {
    return yield* read(input)
  }
  expectTypeOf(start(() => first(numbers.reader))).resolves.toEqualTypeOf<number | undefined>()
})

test('the wrong end and the wrong payload do not compile', () => {
  function* body() {
    // @ts-expect-error a writer is not read
    yield* read(numbers.writer)
    // @ts-expect-error a reader is not written
    yield* write(numbers.reader, 1)
    // @ts-expect-error another type of payload
    yield* write(numbers.writer, 'x')
    // @ts-expect-error a promise does not travel
    yield* write(numbers.writer, Promise.resolve(1))
  }
  void body
})

test('a scope gives what its body promises, and hands it the scope', () => {
  function* body() {
    const total = yield* scope(
      function* (s) {
        expectTypeOf(s).toEqualTypeOf<OpenScope>()
        return yield* read(s.channel<number>('numbers').reader)
      },
      { timeout: 5_000, grace: 10, name: 'sum', closed: true, signal: AbortSignal.abort() },
    )
    expectTypeOf(total).toBeNumber()
    function* add<T>(input: Reader<T>): Generator<never, T, unknown> {
      return yield* read(input)
    }
    expectTypeOf(yield* scope(s => add(s.channel<'x'>().reader))).toEqualTypeOf<'x'>()
    expectTypeOf(yield* scope(async s => s.name)).toBeString()
    const only = yield* scope(s => {
      s.spawn(async () => 1)
    })
    expectTypeOf(only).toBeUndefined()
  }
  void body
})

test('what is no body of a scope does not compile', () => {
  function* body() {
    // @ts-expect-error a scope in a fiber has no block that it could end with
    yield* scope({ timeout: 5 })
    // @ts-expect-error a generator has begun already
    yield* scope((function* () {})())
    // @ts-expect-error an operation by itself
    yield* scope(() => read(numbers.reader))
    // @ts-expect-error an async generator
    yield* scope(async function* () {})
  }
  void body
})
