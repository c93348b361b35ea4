/**
 * The shelf, exhaustively: in every schedule of a small configuration each component keeps its law, ends, and
 * leaves nobody waiting.
 */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/index.ts'
import {
  delta,
  fairMux,
  filter,
  identity,
  integrate,
  map,
  mux,
  pairs,
  plus,
  prefix,
  scan,
  sequentialDelta,
  successor,
  tail,
  tee,
  zip,
} from '../../src/components/index.ts'
import { type Channel, channel, parallel, type Reader, type Writer } from '../../src/index.ts'

type Body = ReturnType<typeof identity>

async function source(out: Writer<number>, values: readonly number[]): Promise<void> {
  for (const value of values) await out.write(value)
  out.close()
}

/** Takes values until the end and compares them with what the law says. */
async function sink(input: Reader<unknown>, wanted: readonly unknown[], sorted = false) {
  const got: unknown[] = []
  for await (const value of input) got.push(value)
  if (sorted) got.sort()
  const [one, other] = [JSON.stringify(got), JSON.stringify(wanted)]
  if (one !== other) throw new Error(`the law says ${other}, and it gave ${one}`)
}

/** A component between one source and one sink. */
const through =
  (make: (input: Reader<number>, out: Writer<number>) => Body, wanted: unknown[]) => async () => {
    const input = channel<number>('in')
    const out = channel<number>('out')
    await parallel(
      () => source(input.writer, [1, 2, 3]),
      make(input.reader, out.writer),
      () => sink(out.reader, wanted),
    )
  }

const two =
  (
    make: (one: Channel<number>, other: Channel<number>, out: Channel<number>) => Body,
    wanted: unknown[],
    sorted = false,
  ) =>
  async () => {
    const [one, other] = [channel<number>('one'), channel<number>('other')]
    const out = channel<number>('out')
    await parallel(
      () => source(one.writer, [1, 2]),
      () => source(other.writer, [3, 4]),
      make(one, other, out),
      () => sink(out.reader, wanted, sorted),
    )
  }

const split =
  (make: (input: Reader<number>, one: Writer<number>, other: Writer<number>) => Body) =>
  async () => {
    const input = channel<number>('in')
    const [one, other] = [channel<number>('one'), channel<number>('other')]
    await parallel(
      () => source(input.writer, [1, 2]),
      make(input.reader, one.writer, other.writer),
      () => sink(one.reader, [1, 2]),
      () => sink(other.reader, [1, 2]),
    )
  }

const any = (body: unknown) => body as Body

const programs: Record<string, () => Promise<unknown>> = {
  identity: through((input, out) => any(identity(input, out)), [1, 2, 3]),
  prefix: through((input, out) => any(prefix(input, out, 0)), [0, 1, 2, 3]),
  tail: through((input, out) => any(tail(input, out)), [2, 3]),
  successor: through((input, out) => any(successor(input, out)), [2, 3, 4]),
  map: through((input, out) => any(map(input, out, x => 2 * x)), [2, 4, 6]),
  filter: through((input, out) => any(filter(input, out, x => x !== 2)), [1, 3]),
  scan: through((input, out) => any(scan(input, out, (a, b) => a + b, 0)), [1, 3, 6]),
  integrate: through((input, out) => any(integrate(input, out)), [1, 3, 6]),
  pairs: through((input, out) => any(pairs(input, out)), [3, 5]),
  plus: two((one, other, out) => any(plus(one.reader, other.reader, out.writer)), [4, 6]),
  zip: two(
    (one, other, out) =>
      any(zip([one.reader, other.reader], out.writer as Writer<unknown> as never)),
    [
      [1, 3],
      [2, 4],
    ],
  ),
  mux: two(
    (one, other, out) => any(mux([one.reader, other.reader], out.writer)),
    [1, 2, 3, 4],
    true,
  ),
  fairMux: two(
    (one, other, out) => any(fairMux([one.reader, other.reader], out.writer)),
    [1, 2, 3, 4],
    true,
  ),
  delta: split((input, one, other) => any(delta(input, [one, other]))),
  sequentialDelta: split((input, one, other) => any(sequentialDelta(input, [one, other]))),
  tee: split((input, one, other) => any(tee(input, one, other))),
}

describe('every schedule of a component', () => {
  test.each(Object.entries(programs))('%s', async (_name, program) => {
    const { verdict, failure } = await check(program, { maxRuns: 50_000 })
    expect(failure?.message).toBeUndefined()
    expect(verdict).toBe('holds')
  })

  test('commstime, two numbers round the ring', async () => {
    const { verdict, failure, effort } = await check(async () => {
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => channel<number>(name))
      await parallel(
        prefix(c!.reader, a!.writer, 0),
        delta(a!.reader, [b!.writer, d!.writer]),
        successor(b!.reader, c!.writer),
        async function consumer() {
          const got = [await d!.reader.read(), await d!.reader.read()]
          if (got.join() !== '0,1') throw new Error(`commstime gave ${got}`)
          d!.reader.close()
        },
      )
    })
    expect(failure?.message).toBeUndefined()
    expect(verdict).toBe('holds')
    expect(effort.traces).toBeGreaterThan(1)
  })
})
