/**
 * The laws of components that make one stream of one stream, each as its docstring states it.
 */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import {
  batch,
  closeAfter,
  delta,
  filter,
  generator,
  identity,
  integrate,
  map,
  numbers,
  pairs,
  pipeline,
  plus,
  poisonAfter,
  prefix,
  scan,
  successor,
  tail,
  window,
} from '../../src/components/index.ts'
import { channel, parallel, type Reader, sleep, type Writer } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { collected, sink, through } from './harness.ts'

type In = Reader<number>
type Out = Writer<number>

const integers = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 12 })

/** Checks a law for any list of integers. */
const law = (name: string, holds: (values: number[]) => Promise<void>) =>
  test(name, () => fc.assert(fc.asyncProperty(integers, holds), { numRuns: 50 }))

/** Both sides, as lists; the right one may be a network to run when the left one has. */
async function same(left: unknown, right: unknown) {
  const a = JSON.stringify(await left)
  const b = JSON.stringify(await (typeof right === 'function' ? right() : right))
  if (a !== b) throw new Error(`${a} is not ${b}`)
}

const double = (n: number) => 2 * n
const even = (n: number) => n % 2 === 0

describe('one stream to one', () => {
  law('identity: the output is the input', values => same(through(values, identity), values))

  law('prefix: the value, then the input', values =>
    same(
      through(values, (input, output) => prefix(input, output, 7)),
      [7, ...values],
    ),
  )

  law('tail after prefix is identity', values =>
    same(
      through(values, (input: In, output: Out) =>
        pipeline(input, output, (i: In, o: Out) => prefix(i, o, 7), tail),
      ),
      values,
    ),
  )

  law('successor is map with one more', values =>
    same(through(values, successor), () =>
      through(values, (input: In, output: Out) => map(input, output, n => n + 1)),
    ),
  )

  law('map f, then map g, is map of their composition, with promises or without', values =>
    same(
      through(values, (input: In, output: Out) =>
        pipeline(
          input,
          output,
          (i: In, o: Out) => map(i, o, double),
          (i: In, o: Out) => map(i, o, async n => n + 1),
        ),
      ),
      values.map(n => 2 * n + 1),
    ),
  )

  law('filter p, then filter q, is filter by both', values =>
    same(
      through(values, (input: In, output: Out) =>
        pipeline(
          input,
          output,
          (i: In, o: Out) => filter(i, o, even),
          (i: In, o: Out) => filter(i, o, async n => n > 0),
        ),
      ),
      values.filter(n => even(n) && n > 0),
    ),
  )

  law('scan: the n-th output is the reduction of the first n values', values =>
    same(
      through(values, (input: In, output: Out) => scan(input, output, (a, b) => 3 * a - b, 1)),
      values.map((_, at) => values.slice(0, at + 1).reduce((a, b) => 3 * a - b, 1)),
    ),
  )

  law('scan with promises for states', values =>
    same(
      through(values, (input: In, output: Out) => scan(input, output, async (a, b) => a + b, 0)),
      values.map((_, at) => values.slice(0, at + 1).reduce((a, b) => a + b, 0)),
    ),
  )

  test('closeAfter and poisonAfter: the first values', () =>
    fc.assert(
      fc.asyncProperty(integers, fc.nat(14), async (values, count) => {
        for (const component of [closeAfter, poisonAfter])
          await same(
            through(values, (input: In, output: Out) => component(input, output, count)),
            values.slice(0, count),
          )
      }),
      { numRuns: 50 },
    ))

  law('generator: the output is the iterable', values =>
    same(
      collected(output => generator(output, values)),
      values,
    ),
  )

  test('numbers: each is the successor of the one before', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.nat(9), async (from, count) => {
        const read = collected<number>(output => {
          const all = channel<number>()
          return () => parallel(numbers(all.writer, from), closeAfter(all.reader, output, count))
        })
        await same(
          read,
          Array.from({ length: count }, (_, at) => from + at),
        )
      }),
    ))
})

describe('the networks of occam that components stand for', () => {
  law('integrate is the ring of plus, delta and prefix', values =>
    same(through(values, integrate), () =>
      through(values, (input: In, output: Out) => {
        const [sum, back, before] = [channel<number>(), channel<number>(), channel<number>()]
        return () =>
          parallel(
            plus(input, before.reader, sum.writer),
            delta(sum.reader, [output, back.writer]),
            prefix(back.reader, before.writer, 0),
          )
      }),
    ),
  )

  law('pairs is plus of the input and its tail', values =>
    same(through(values, pairs), () =>
      through(values, (input: In, output: Out) => {
        const [here, there, next] = [channel<number>(), channel<number>(), channel<number>()]
        return () =>
          parallel(
            delta(input, [here.writer, there.writer]),
            tail(there.reader, next.writer),
            plus(here.reader, next.reader, output),
          )
      }),
    ),
  )
})

describe('groups', () => {
  const sizes = fc.integer({ min: 1, max: 5 })
  const gaps = fc.array(fc.nat(20), { maxLength: 12 })

  test('batch: the batches joined are the input, all but the last full', () =>
    fc.assert(
      fc.asyncProperty(integers, sizes, async (values, size) => {
        const batches = await through<number, number[]>(values, (input, output) =>
          batch(input, output, { size }),
        )
        await same(batches.flat(), values)
        await same(
          batches.slice(0, -1).map(({ length }) => length),
          batches.slice(0, -1).map(() => size),
        )
        if (batches.at(-1)?.length === 0) throw new Error('an empty batch')
      }),
      { numRuns: 50 },
    ))

  test('batch: none is lost and none waits longer than its time', () =>
    fc.assert(
      fc.asyncProperty(gaps, sizes, fc.integer({ min: 1, max: 30 }), async (gaps, size, time) => {
        await bubble(async b => {
          const [input, output] = [channel<number>(), channel<number[]>()]
          const arrivals: number[] = []
          const values: number[] = []
          await b.run(() =>
            parallel(
              async () => {
                for (const [at, gap] of gaps.entries()) {
                  await sleep(gap)
                  await input.writer.write(at)
                  arrivals.push(b.now)
                }
                input.writer.close()
              },
              batch(input.reader, output.writer, { size, time }),
              async () => {
                for await (const group of output.reader) {
                  const waited = b.now - arrivals[group[0]!]!
                  if (waited > time) throw new Error(`waited ${waited} ms of ${time}`)
                  if (group.length > size) throw new Error('larger than its size')
                  values.push(...group)
                }
              },
            ),
          )
          await same(values, [...gaps.keys()])
        })
      }),
      { numRuns: 50 },
    ))

  test('window by size: the n-th is the values from the n-th on', () =>
    fc.assert(
      fc.asyncProperty(integers, sizes, (values, size) =>
        same(
          through<number, number[]>(values, (input, output) => window(input, output, { size })),
          values.slice(size - 1).map((_, at) => values.slice(at, at + size)),
        ),
      ),
      { numRuns: 50 },
    ))

  test('window by time: those of the last milliseconds', () =>
    fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 30 }), (gaps, time) =>
        bubble(async b => {
          const [input, output] = [channel<number>(), channel<number[]>()]
          const arrivals: number[] = []
          const windows: number[][] = []
          await b.run(() =>
            parallel(
              async () => {
                for (const [at, gap] of gaps.entries()) {
                  await sleep(gap)
                  arrivals.push(b.now)
                  await input.writer.write(at)
                }
                input.writer.close()
              },
              window(input.reader, output.writer, { time }),
              sink(output.reader, windows),
            ),
          )
          await same(
            windows,
            arrivals.map((now, at) =>
              [...arrivals.keys()].filter(n => n <= at && now - arrivals[n]! < time),
            ),
          )
        }),
      ),
      { numRuns: 50 },
    ))
})
