import { describe, expectTypeOf, test } from 'vitest'
import { read, write } from '../../src/fiber/index.ts'
import {
  channel,
  defineProcess,
  type ProcessHandle,
  parallel,
  type Reader,
  run,
  scope,
  sequence,
  spawn,
  type Writer,
} from '../../src/index.ts'

describe('results', () => {
  test('come as a tuple in the order given; a normal ending may come first', () => {
    const all = parallel(
      async () => 1,
      function* () {
        return 'text'
      },
      async () => undefined,
    )
    expectTypeOf(all).resolves.toEqualTypeOf<[number | undefined, string | undefined, undefined]>()
  })

  test('of an array are an array', () => {
    const bodies = [1, 2].map(x => async () => x)
    expectTypeOf(parallel(bodies)).resolves.toEqualTypeOf<(number | undefined)[]>()
    expectTypeOf(sequence([async () => 1, async () => 'x'])).resolves.toEqualTypeOf<
      [number | undefined, string | undefined]
    >()
  })

  test('of run and spawn', () => {
    expectTypeOf(run(async () => 1)).resolves.toEqualTypeOf<number | undefined>()
    expectTypeOf(spawn(async () => 1)).toEqualTypeOf<ProcessHandle<number>>()
    expectTypeOf(spawn(async () => 1).done).resolves.toEqualTypeOf<number | undefined>()
  })

  test('of a scope are what its body promises', () => {
    expectTypeOf(scope(async () => 1)).resolves.toEqualTypeOf<number>()
    const within = scope(s =>
      s.parallel(
        async () => 1,
        async () => 'x',
      ),
    )
    expectTypeOf(within).resolves.toEqualTypeOf<[number | undefined, string | undefined]>()
  })

  test('any never leaks', () => {
    expectTypeOf(run(async () => JSON.parse('1') as unknown)).resolves.toBeUnknown()
  })
})

test('what is composed is a function: a promise does not compile', () => {
  const source = async (): Promise<void> => {}
  // @ts-expect-error it has been called already
  void parallel(source())
  // @ts-expect-error it has been called already
  void spawn(source())
})

describe('defineProcess keeps generics', () => {
  const numbers = channel<number>('numbers')
  const words = channel<string>('words')

  test('of an async function', () => {
    const copy = defineProcess(async <T>(input: Reader<T>, out: Writer<T>): Promise<T[]> => {
      const seen: T[] = []
      for await (const x of input) {
        await out.write(x)
        seen.push(x)
      }
      return seen
    })
    const all = parallel(copy(numbers.reader, numbers.writer), copy(words.reader, words.writer))
    expectTypeOf(all).resolves.toEqualTypeOf<[number[] | undefined, string[] | undefined]>()
    // @ts-expect-error numbers do not go where words do
    copy<number>(numbers.reader, words.writer)
  })

  test('of a generator function', () => {
    const copy = defineProcess(function* <T>(input: Reader<T>, out: Writer<T>) {
      const value = yield* read(input)
      yield* write(out, value)
      return value
    })
    const all = parallel(copy(numbers.reader, numbers.writer), copy(words.reader, words.writer))
    expectTypeOf(all).resolves.toEqualTypeOf<[number | undefined, string | undefined]>()
  })
})

test('contexts', () => {
  spawn(async ({ name, signal }) => {
    expectTypeOf(name).toBeString()
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
  })
})
