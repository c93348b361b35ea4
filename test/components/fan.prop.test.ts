/**
 * The laws of components with several inputs or outputs.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  broadcast,
  crossbar,
  delta,
  fairMux,
  merge,
  mux,
  plus,
  sequentialDelta,
  tee,
  tokenRing,
  zip,
} from '../../src/components/index.ts'
import {
  channel,
  fifo,
  parallel,
  type Reader,
  run,
  sleep,
  unbounded,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { collected, fanned, source } from './harness.ts'

const integers = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 8 })
/** The lengths of some inputs. */
const lengths = fc.array(fc.nat(5), { maxLength: 5 })

/** Values that tell which input they come from, and in which place they stood. */
const labelled = (length: number, from: number) => Array.from({ length }, (_, at) => ({ from, at }))

/** A channel that holds these values and no more will come. */
function filled(values: readonly number[]): Reader<number> {
  const { reader, writer } = channel<number>({ buffer: unbounded() })
  for (const value of values) writer.tryWrite(value)
  writer.close()
  return reader
}

describe('many to one', () => {
  for (const [name, component] of Object.entries({ mux, fairMux, merge }))
    test(`${name}: a permutation of all inputs that keeps the order of each`, () =>
      fc.assert(
        fc.asyncProperty(lengths, async lengths => {
          const inputs = lengths.map(labelled)
          const [output] = await fanned<{ from: number }, { from: number }>(
            inputs,
            1,
            (inputs, [output]) => component(inputs, output!),
          )
          for (const [from, input] of inputs.entries())
            expect(output!.filter(value => value.from === from)).toEqual(input)
          expect(output).toHaveLength(inputs.flat().length)
        }),
        { numRuns: 50 },
      ))

  /** Inputs whose values are all there from the beginning. */
  const ready = (lengths: readonly number[]) =>
    lengths.map((length, from) => filled(Array(length).fill(from)))

  test('mux: while an input is ready, none after it is taken', () =>
    fc.assert(
      fc.asyncProperty(lengths, async lengths => {
        const output = await collected<number>(output => mux(ready(lengths), output))
        expect(output).toEqual(output.toSorted())
      }),
      { numRuns: 50 },
    ))

  test('fairMux: no input is taken twice before another that is ready is taken once', () =>
    fc.assert(
      fc.asyncProperty(lengths, async lengths => {
        const output = await collected<number>(output => fairMux(ready(lengths), output))
        const left = [...lengths]
        for (const [turn, from] of output.entries()) {
          left[from]!--
          const again = output.indexOf(from, turn + 1)
          const between = new Set(output.slice(turn + 1, again < 0 ? turn + 1 : again))
          if (again >= 0)
            for (const [other, values] of left.entries())
              if (other !== from && values > 0) expect(between).toContain(other)
        }
        expect(left.every(values => values === 0)).toBe(true)
      }),
      { numRuns: 50 },
    ))

  test('zip: the n-th tuple holds the n-th value of every input; plus: its sum', () =>
    fc.assert(
      fc.asyncProperty(integers, integers, async (first, second) => {
        const both = first.slice(0, second.length).map((n, at) => [n, second[at]!])
        const [tuples] = await fanned<number, number[]>([first, second], 1, ([a, b], [c]) =>
          zip([a!, b!], c as unknown as Writer<readonly [number, number]>),
        )
        expect(tuples).toEqual(both)
        // However many of each are ready.
        const ready = await collected<number[]>(output =>
          zip([filled(first), filled(second)], output as unknown as Writer<readonly number[]>),
        )
        expect(ready).toEqual(both)
        const [sums] = await fanned<number, number>([first, second], 1, ([a, b], [c]) =>
          plus(a!, b!, c!),
        )
        expect(sums).toEqual(both.map(([a, b]) => a! + b!))
      }),
      { numRuns: 50 },
    ))
})

describe('one to many', () => {
  for (const [name, component] of Object.entries({ delta, sequentialDelta, broadcast }))
    test(`${name}: every output is the input`, () =>
      fc.assert(
        fc.asyncProperty(integers, fc.integer({ min: 1, max: 5 }), async (values, outputs) => {
          const copies = await fanned([values], outputs, ([input], outputs) =>
            component(input!, outputs),
          )
          expect(copies).toEqual(Array.from({ length: outputs }, () => values))
        }),
        { numRuns: 50 },
      ))

  test('delta writes to each output once a round, also where there is room for more', () =>
    fc.assert(
      fc.asyncProperty(integers, fc.integer({ min: 1, max: 5 }), async (values, outputs) => {
        const buffered = Array.from({ length: outputs }, () =>
          channel<number>({ buffer: fifo(8 * outputs) }),
        )
        const input = channel<number>()
        await parallel(
          delta(
            input.reader,
            buffered.map(({ writer }) => writer),
          ),
          source(input.writer, values),
        )
        for (const { reader } of buffered) {
          const copy: number[] = []
          for await (const value of reader) copy.push(value)
          expect(copy).toEqual(values)
        }
      }),
      { numRuns: 50 },
    ))

  /** Reads a number of values, then closes. */
  const leaving = (input: Reader<number>, count: number, into: number[]) =>
    async function leaving() {
      while (into.length < count) into.push(await input.read())
      input.close()
    }

  test('broadcast: who leaves has a prefix, who stays has all', () =>
    fc.assert(
      fc.asyncProperty(
        integers,
        fc.array(fc.nat(10), { minLength: 1, maxLength: 5 }),
        async (values, counts) => {
          const read: number[][] = counts.map(() => [])
          await bubble(async b => {
            const input = channel<number>()
            const outputs = counts.map(() => channel<number>())
            await b.run(() =>
              parallel([
                broadcast(
                  input.reader,
                  outputs.map(({ writer }) => writer),
                ),
                source(input.writer, values),
                ...outputs.map(({ reader }, at) => leaving(reader, counts[at]!, read[at]!)),
              ]),
            )
          })
          expect(read).toEqual(counts.map(count => values.slice(0, count)))
        },
      ),
      { numRuns: 50 },
    ))

  test('broadcast: ends when nobody stays, and whoever writes to it is told', () =>
    bubble(async () => {
      const [input, ...outputs] = [channel<number>(), channel<number>(), channel<number>()]
      const news = run(
        broadcast(
          input!.reader,
          outputs.map(({ writer }) => writer),
        ),
      )
      for (const { reader } of outputs) reader.close()
      await input!.writer.write(1)
      await news
      await expect(input!.writer.write(2)).rejects.toMatchObject({ by: 'reader' })
    }))

  test('tee: the output is the input, the side a prefix of it', () =>
    fc.assert(
      fc.asyncProperty(integers, fc.nat(10), async (values, count) => {
        const [main, side]: [number[], number[]] = [[], []]
        await bubble(async b => {
          const [input, output, listener] = [
            channel<number>(),
            channel<number>(),
            channel<number>(),
          ]
          await b.run(() =>
            parallel(
              tee(input.reader, output.writer, listener.writer),
              source(input.writer, values),
              leaving(output.reader, Infinity, main),
              leaving(listener.reader, count, side),
            ),
          )
        })
        expect([main, side]).toEqual([values, values.slice(0, count)])
      }),
      { numRuns: 50 },
    ))
})

describe('many to many', () => {
  test('crossbar: each output has exactly what is routed to it, in order for each input', () =>
    fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 4 }), async (lengths, outputs) => {
        const inputs = lengths.map(labelled)
        // By the value, and by where it came from.
        const to = ({ at }: { at: number }, from: number) => (3 * from + at) % outputs
        const results = await fanned<{ from: number; at: number }, { from: number; at: number }>(
          inputs,
          outputs,
          (inputs, outputs) => crossbar(inputs, outputs, to),
        )
        for (const [position, result] of results.entries())
          for (const [from, input] of inputs.entries())
            expect(result.filter(value => value.from === from)).toEqual(
              input.filter(value => to(value, from) === position),
            )
        expect(results.flat()).toHaveLength(inputs.flat().length)
      }),
      { numRuns: 50 },
    ))

  test('crossbar: a route to nowhere fails it, naming the way', async () => {
    const input = channel<number>()
    const routing = run(crossbar([input.reader], [channel<number>().writer], n => n))
    routing.catch(() => {})
    await input.writer.write(5)
    await expect(routing).rejects.toThrow('from input 0 is 5, but the outputs are 0 to 0')
  })

  test('tokenRing: one station at a time has the token, each in its turn', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
        fc.nat(30),
        (delays, hops) =>
          bubble(async b => {
            const had: number[] = []
            let holders = 0
            const station =
              (at: number, delay: number) => (input: Reader<number>, output: Writer<number>) =>
                async function station() {
                  for await (const hop of input) {
                    expect(++holders).toBe(1)
                    had.push(at)
                    await sleep(delay)
                    holders--
                    if (hop === hops) break
                    await output.write(hop + 1)
                  }
                  output.close()
                  input.close()
                }
            await b.run(() =>
              run(
                tokenRing(
                  delays.map((delay, at) => station(at, delay)),
                  0,
                ),
              ),
            )
            expect(had).toEqual(Array.from({ length: hops + 1 }, (_, hop) => hop % delays.length))
          }),
      ),
      { numRuns: 50 },
    ))
})
