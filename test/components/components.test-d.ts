import { describe, expectTypeOf, test } from 'vitest'
import {
  filter,
  identity,
  map,
  pipeline,
  scan,
  successor,
  Topics,
  zip,
} from '../../src/components/index.ts'
import { type Channel, channel, type Reader, type Writer } from '../../src/index.ts'

const number: Channel<number> = channel<number>()
const text: Channel<string> = channel<string>()

describe('components keep their types', () => {
  test('identity joins ends of one type', () => {
    identity(number.reader, number.writer)
    // @ts-expect-error numbers do not fit a channel of strings
    identity(number.reader, text.writer)
    // A writer of more takes less.
    identity(number.reader, channel<number | string>().writer)
  })

  test('map goes from the type of its input to that of its output', () => {
    map(number.reader, text.writer, n => n.toFixed())
    map(number.reader, text.writer, async n => n.toFixed())
    // @ts-expect-error the result is no string
    map(number.reader, text.writer, n => n + 1)
  })

  test('scan has the state of its output', () => {
    scan(text.reader, number.writer, (sum, word) => sum + word.length, 0)
    // @ts-expect-error the state is a number
    scan(text.reader, number.writer, (sum, word) => sum + word, '')
  })

  test('zip makes a tuple', () => {
    const tuples = channel<readonly [number, string]>()
    zip([number.reader, text.reader], tuples.writer)
    // @ts-expect-error in that order
    zip([text.reader, number.reader], tuples.writer)
  })

  test('neighbours in a pipeline fit', () => {
    pipeline(
      number.reader,
      text.writer,
      successor,
      (input: Reader<number>, output: Writer<string>) => map(input, output, String),
      (input: Reader<string>, output: Writer<string>) => filter(input, output, Boolean),
    )
    // @ts-expect-error a number is no string
    pipeline(number.reader, text.writer, (input: Reader<string>, output: Writer<string>) =>
      map(input, output, String),
    )
  })

  test('a subscription reads what is published', () => {
    const topics = new Topics<string, Date>()
    expectTypeOf(topics.subscribe('a')).toEqualTypeOf<Reader<Date>>()
    // @ts-expect-error a topic is a string
    topics.subscribe(1)
  })
})
