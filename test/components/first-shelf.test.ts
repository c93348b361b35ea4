import { describe, expect, test } from 'vitest'
import {
  blackHole,
  closeAfter,
  delta,
  fairMux,
  generator,
  identity,
  integrate,
  map,
  merge,
  mux,
  numbers,
  pairs,
  plus,
  poisonAfter,
  prefix,
  printer,
  sequentialDelta,
  successor,
  tail,
} from '../../src/components/index.ts'
import { channel, fifo, PoisonError, parallel, spawn } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { collected, fanned, source, through } from './harness.ts'

describe('one input, one output', () => {
  test('identity copies', async () => {
    expect(await through([1, 2, 3], identity)).toEqual([1, 2, 3])
  })

  test('prefix puts a value before', async () => {
    expect(await through([1, 2], (input, output) => prefix(input, output, 0))).toEqual([0, 1, 2])
  })

  test('tail drops the first value', async () => {
    expect(await through([1, 2, 3], tail)).toEqual([2, 3])
  })

  test('successor adds one', async () => {
    expect(await through([1, 2, 3], successor)).toEqual([2, 3, 4])
  })

  test('closeAfter passes a number of values and reads no other', async () => {
    await bubble(async b => {
      const [a, c] = [channel<number>('a'), channel<number>('c')]
      const read: number[] = []
      await b.run(() =>
        parallel(numbers(a.writer), closeAfter(a.reader, c.writer, 3), async () => {
          for await (const value of c.reader) read.push(value)
        }),
      )
      expect(read).toEqual([0, 1, 2])
    })
  })

  test('poisonAfter ends both sides, normally', async () => {
    await bubble(async b => {
      const [a, c] = [channel<number>('a'), channel<number>('c')]
      const read: number[] = []
      await b.run(() =>
        parallel(numbers(a.writer), poisonAfter(a.reader, c.writer, 3), async () => {
          for await (const value of c.reader) read.push(value)
        }),
      )
      expect(read).toEqual([0, 1, 2])
      for (const operation of [c.reader.read(), a.writer.write(0)]) {
        const error = await operation.catch(error => error)
        expect(error).toBeInstanceOf(PoisonError)
        expect(error.cause).toBeUndefined()
      }
    })
  })
})

describe('several ends', () => {
  test('plus adds', async () => {
    const [sums] = await fanned(
      [
        [1, 2, 3],
        [10, 20, 30],
      ],
      1,
      ([a, b], [c]) => plus(a!, b!, c!),
    )
    expect(sums).toEqual([11, 22, 33])
  })

  test('plus takes its inputs in whatever order they come', async () => {
    await bubble(async b => {
      const [x, y, sum] = [channel<number>('x'), channel<number>('y'), channel<number>('sum')]
      spawn(plus(x.reader, y.reader, sum.writer))
      await y.writer.write(2)
      await x.writer.write(1)
      expect(await sum.reader.read()).toBe(3)
      sum.reader.close()
      x.writer.close()
      await b.settled()
    })
  })

  test.each([
    ['delta', delta],
    ['sequentialDelta', sequentialDelta],
  ])('%s copies to every output', async (_, component) => {
    const copies = await fanned([[1, 2, 3]], 3, ([input], outputs) => component(input!, outputs))
    expect(copies).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  test('delta serves readers in whatever order they come, sequentialDelta in its own', async () => {
    await bubble(async b => {
      for (const [component, served] of [
        [delta, true],
        [sequentialDelta, false],
      ] as const) {
        const [input, first, second] = [channel<number>(), channel<number>(), channel<number>()]
        spawn(component(input.reader, [first.writer, second.writer]))
        await input.writer.write(1)
        const reading = second.reader.read()
        await b.settled()
        expect(second.writer.tryWrite(2)).toBe(!served)
        expect(await reading).toBe(served ? 1 : 2)
        for (const { reader } of [first, second, input]) reader.close()
      }
    })
  })

  test.each([
    ['mux', mux],
    ['fairMux', fairMux],
    ['merge', merge],
  ])('%s passes everything on, and ends when all inputs have', async (_, component) => {
    const [merged] = await fanned([[1, 2, 3], [], [4, 5]], 1, (inputs, [output]) =>
      component(inputs, output!),
    )
    expect(merged!.toSorted()).toEqual([1, 2, 3, 4, 5])
  })

  test.each([
    ['mux', mux, 'aaabbbccc'],
    ['fairMux', fairMux, 'abcabcabc'],
  ])('%s with every input ready', async (_, component, expected) => {
    const inputs = ['aaa', 'bbb', 'ccc'].map(values => {
      const { reader, writer } = channel<string>({ buffer: fifo(3) })
      for (const value of values) writer.tryWrite(value)
      writer.close()
      return reader
    })
    expect((await collected<string>(output => component(inputs, output))).join('')).toBe(expected)
  })
})

describe('sources and sinks', () => {
  test('blackHole takes everything', async () => {
    await fanned([[1, 2, 3]], 0, ([input]) => blackHole(input!))
  })

  test('generator writes an iterable, and finishes it when nobody reads any more', async () => {
    let finished = false
    function* forever() {
      try {
        for (let n = 0; ; n++) yield n
      } finally {
        finished = true
      }
    }
    await bubble(async b => {
      const c = channel<number>()
      spawn(generator(c.writer, forever()))
      expect([await c.reader.read(), await c.reader.read()]).toEqual([0, 1])
      c.reader.close()
      await b.settled()
      expect(finished).toBe(true)
    })
  })

  test('printer calls its function with each value, one at a time', async () => {
    const log: string[] = []
    await bubble(async b => {
      const c = channel<number>()
      const release = channel<undefined>()
      const print = async (n: number) => {
        log.push(`begin ${n}`)
        await release.reader.read()
        log.push(`end ${n}`)
      }
      const done = parallel(printer(c.reader, print), source(c.writer, [1, 2]))
      await b.settled()
      expect(log).toEqual(['begin 1'])
      await release.writer.write(undefined)
      await release.writer.write(undefined)
      await done
    })
    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2'])
  })

  test('a component meets asynchronous processes on the same channels', async () => {
    const [a, c] = [channel<number>(), channel<number>()]
    const [, , total] = await parallel(
      source(a.writer, [1, 2, 3]),
      map(a.reader, c.writer, n => n * n),
      async () => {
        let sum = 0
        for await (const square of c.reader) sum += square
        return sum
      },
    )
    expect(total).toBe(14)
  })
})

test('the squares: numbers, integrate, pairs (JCSP)', async () => {
  await bubble(async b => {
    const [a, c, d, e] = [
      channel<number>(),
      channel<number>(),
      channel<number>(),
      channel<number>(),
    ]
    const squares: number[] = []
    await b.run(() =>
      parallel(
        numbers(a.writer),
        integrate(a.reader, c.writer),
        pairs(c.reader, d.writer),
        closeAfter(d.reader, e.writer, 6),
        printer(e.reader, n => squares.push(n)),
      ),
    )
    expect(squares).toEqual([1, 4, 9, 16, 25, 36])
  })
})
