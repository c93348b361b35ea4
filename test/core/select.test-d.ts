import { describe, expectTypeOf, test } from 'vitest'
import { select as fiberSelect } from '../../src/fiber/index.ts'
import {
  after,
  alternative,
  channel,
  choose,
  type Guard,
  never,
  type Reader,
  select,
  skip,
  when,
} from '../../src/index.ts'

const numbers = channel<number>('numbers')
const words = channel<string>('words')
const { signal } = new AbortController()

describe('select with an object', () => {
  test('gives a union that is discriminated on key', async () => {
    const chosen = await select({
      get: numbers.reader,
      put: words.writer.offer('word'),
      late: after(50),
      stop: signal,
    })
    expectTypeOf(chosen).toEqualTypeOf<
      | { readonly key: 'get'; readonly value: number }
      | { readonly key: 'put'; readonly value: undefined }
      | { readonly key: 'late'; readonly value: undefined }
      | { readonly key: 'stop'; readonly value: unknown }
    >()
    switch (chosen.key) {
      case 'get':
        expectTypeOf(chosen.value).toBeNumber()
        break
      case 'put':
      case 'late':
        expectTypeOf(chosen.value).toBeUndefined()
        break
      case 'stop':
        expectTypeOf(chosen.value).toBeUnknown()
        break
      default:
        chosen satisfies never
    }
  })

  test('a case that was forgotten, and a name that is not a case, do not compile', async () => {
    const chosen = await select({ get: numbers.reader, late: after(50) })
    switch (chosen.key) {
      case 'get':
        break
      // @ts-expect-error there is no such case
      case 'got':
        break
      default:
        // @ts-expect-error 'late' was forgotten
        chosen satisfies never
    }
  })

  test('optional cases keep their keys', async () => {
    const condition = Math.random() > 2
    const chosen = await select({
      maybe: when(condition, numbers.reader),
      either: condition && words.reader,
      later: when(() => condition, words.reader),
      last: skip,
    })
    expectTypeOf(chosen).toEqualTypeOf<
      | { readonly key: 'maybe'; readonly value: number }
      | { readonly key: 'either'; readonly value: string }
      | { readonly key: 'later'; readonly value: string }
      | { readonly key: 'last'; readonly value: undefined }
    >()
  })

  test('integer-like keys do not compile', () => {
    // @ts-expect-error they do not keep their order
    void select({ 1: skip })
    // @ts-expect-error nor as strings
    void select({ '10': skip, other: skip })
    // @ts-expect-error nor in an alternative
    void alternative({ 0: skip })
  })

  test('what is not a guard does not compile', () => {
    // @ts-expect-error a number is not a guard
    void select({ wrong: 7 })
    // @ts-expect-error a promise is not a guard
    void select({ wrong: numbers.reader.read() })
    // @ts-expect-error nor is a writer without an offer
    void select({ wrong: numbers.writer })
  })
})

test('select with an array gives the index and the union of the values', async () => {
  const chosen = await select([numbers.reader, words.reader, null])
  expectTypeOf(chosen).toEqualTypeOf<{ readonly key: number; readonly value: number | string }>()
  const inputs: Reader<boolean>[] = []
  expectTypeOf((await select(inputs)).value).toBeBoolean()
})

test('guards compose with their types', () => {
  expectTypeOf(numbers.reader.map(x => `${x}`)).toEqualTypeOf<Guard<string>>()
  expectTypeOf(choose(numbers.reader, never)).toEqualTypeOf<Guard<number>>()
  expectTypeOf(when(true, skip)).toEqualTypeOf<Guard<undefined> | null>()
  expectTypeOf(when(() => true, skip)).toEqualTypeOf<Guard<undefined>>()
  expectTypeOf(numbers.reader).toExtend<Guard<number>>()
  expectTypeOf<Guard<number>>().toExtend<Guard<number | string>>()
})

test('an alternative gives the same, turn by turn and as an iterable', async () => {
  const turns = alternative({ get: numbers.reader, word: words.reader }, { order: 'fair' })
  type Turn =
    | { readonly key: 'get'; readonly value: number }
    | { readonly key: 'word'; readonly value: string }
  expectTypeOf(await turns.select()).toEqualTypeOf<Turn>()
  for await (const turn of turns) expectTypeOf(turn).toEqualTypeOf<Turn>()
  // @ts-expect-error no such order
  void alternative({ skip }, { order: 'random-ish' })
})

test('in a fiber as in an async process', () => {
  function* body() {
    const chosen = yield* fiberSelect({ get: numbers.reader, late: after(50) })
    expectTypeOf(chosen).toEqualTypeOf<
      | { readonly key: 'get'; readonly value: number }
      | { readonly key: 'late'; readonly value: undefined }
    >()
    const turn = yield* fiberSelect(alternative({ get: numbers.reader }))
    expectTypeOf(turn).toEqualTypeOf<{ readonly key: 'get'; readonly value: number }>()
  }
  void body
})

test('any never leaks', async () => {
  const chosen = await select({ stop: signal, get: channel<unknown>('c').reader })
  expectTypeOf(chosen.value).toBeUnknown()
  expectTypeOf(chosen.value).not.toBeAny()
})
