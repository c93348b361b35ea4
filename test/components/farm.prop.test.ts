/**
 * The laws of worker farms, with work that takes virtual time.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { farm, orderedFarm, type Work } from '../../src/components/index.ts'
import { channel, parallel, run, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { source, through } from './harness.ts'

interface Item {
  readonly number: number
  /** Milliseconds of work. */
  readonly takes: number
  readonly fails: boolean
}

const items = fc
  .array(fc.record({ takes: fc.nat(20), fails: fc.boolean() }), { maxLength: 15 })
  .map(list => list.map((item, number) => ({ ...item, number })))
const workers = fc.integer({ min: 1, max: 5 })

/** Work that counts how many are at it. */
function observed() {
  const seen = { most: 0 }
  let active = 0
  const work: Work<Item, number> = async ({ number, takes, fails }) => {
    seen.most = Math.max(seen.most, ++active)
    if (takes > 0) await sleep(takes)
    active--
    if (fails) throw number
    return number
  }
  return { work, seen }
}

const numbersOf = (list: readonly Item[]) => list.map(({ number }) => number)

describe.each([
  ['farm', farm, false],
  ['orderedFarm', orderedFarm, true],
])('%s', (_, component, ordered) => {
  test('the results, each once, by at most so many workers; errors item by item', () =>
    fc.assert(
      fc.asyncProperty(items, workers, async (list, workers) => {
        const { work, seen } = observed()
        const errors: unknown[] = []
        const results = await through<Item, number>(list, (input, output) =>
          component(input, output, work, {
            workers,
            onError: (error, item) => errors.push([error, item]),
          }),
        )
        const good = numbersOf(list.filter(({ fails }) => !fails))
        expect(ordered ? results : results.toSorted((a, b) => a - b)).toEqual(good)
        expect(new Set(errors)).toEqual(
          new Set(list.filter(({ fails }) => fails).map(item => [item.number, item])),
        )
        expect(seen.most).toBeLessThanOrEqual(workers)
        if (list.length > 0 && list.every(({ takes }) => takes > 0))
          expect(seen.most).toBe(Math.min(workers, list.length))
      }),
      { numRuns: 100 },
    ))

  test('without a handler, the first item that fails fails the farm', async () => {
    const boom = new Error('boom')
    const [input, output] = [channel<number>(), channel<number>()]
    const failing = run(
      component(
        input.reader,
        output.writer,
        () => {
          throw boom
        },
        { workers: 2 },
      ),
    )
    failing.catch(() => {})
    await input.writer.write(1)
    await expect(failing).rejects.toBe(boom)
    await expect(output.reader.read()).rejects.toMatchObject({ cause: boom })
  })

  test('a failure aborts the signal that the other items have', () =>
    bubble(async b => {
      const boom = new Error('boom')
      const input = channel<number>()
      let told: unknown
      const work = async (n: number, signal: AbortSignal) => {
        await sleep(n, { signal }).catch(error => {
          told = error
        })
        throw boom
      }
      const failing = run(component(input.reader, channel<number>().writer, work, { workers: 2 }))
      failing.catch(() => {})
      await input.writer.write(10)
      await input.writer.write(1_000)
      await b.advance(9)
      expect(told).toBeUndefined()
      await b.advance(1)
      expect(told).toMatchObject({ name: 'AbortError' })
      await expect(failing).rejects.toBe(boom)
    }))

  test('a number of workers that is none is refused', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    await expect(
      run(component(input.reader, output.writer, n => n, { workers: 0 })),
    ).rejects.toThrow('workers is a whole number from 1, not 0')
  })
})

test('orderedFarm: never more in flight than it may be ahead', () =>
  fc.assert(
    fc.asyncProperty(
      items,
      workers,
      fc.integer({ min: 1, max: 8 }),
      fc.nat(30),
      (list, workers, ahead, pause) =>
        bubble(async b => {
          const [input, output] = [channel<Item>(), channel<number>()]
          const { work } = observed()
          let [taken, given, most] = [0, 0, 0]
          await b.run(() =>
            parallel(
              async () => {
                for (const item of list) {
                  await input.writer.write({ ...item, fails: false })
                  most = Math.max(most, ++taken - given)
                }
                input.writer.close()
              },
              orderedFarm(input.reader, output.writer, work, { workers, ahead }),
              async () => {
                for (;;) {
                  const number = await output.reader.read()
                  expect(number).toBe(given++)
                  if (pause > 0) await sleep(pause)
                }
              },
            ),
          )
          expect(given).toBe(list.length)
          expect(most).toBeLessThanOrEqual(ahead)
        }),
    ),
    { numRuns: 100 },
  ))

test('orderedFarm goes on working while a slow item holds back the results', () =>
  bubble(async b => {
    const [input, output] = [channel<Item>(), channel<number>()]
    const begun: number[] = []
    const work: Work<Item, number> = async ({ number, takes }) => {
      begun.push(number)
      await sleep(takes)
      return number
    }
    const list = [100, 1, 1, 1].map((takes, number) => ({ number, takes, fails: false }))
    const done = parallel(
      source(input.writer, list),
      orderedFarm(input.reader, output.writer, work, { workers: 2, ahead: 4 }),
      async () => {
        for await (const _ of output.reader);
      },
    )
    await b.advance(50)
    expect(begun).toEqual([0, 1, 2, 3])
    await b.run(() => done)
  }))
