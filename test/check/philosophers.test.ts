import { describe, expect, test } from 'vitest'
import { philosophers } from '../../examples/philosophers-naive.ts'
import { check, describeFailure } from '../../src/check/index.ts'
import { channel, parallel, type Reader, select, type Writer } from '../../src/index.ts'

/** As the example, but philosopher 0 takes the right fork first. */
function asymmetric(n: number) {
  return async function supper(): Promise<void> {
    const fork = (p: number, side: string) => ({
      take: channel<undefined>(`take ${p} ${side}`),
      put: channel<undefined>(`put ${p} ${side}`),
    })
    const seats = Array.from({ length: n }, (_, p) => ({
      left: fork(p, 'left'),
      right: fork(p, 'right'),
    }))
    const philosopher = async (...forks: { take: { writer: Writer<undefined> } }[]) => {
      for (const { take } of forks) await take.writer.write(undefined)
    }
    const serve = async (
      ...sides: { take: { reader: Reader<undefined> }; put: { reader: Reader<undefined> } }[]
    ) => {
      for (let service = 0; service < 2; service++) {
        const { key } = await select(sides.map(({ take }) => take.reader))
        await sides[key]!.put.reader.read()
      }
    }
    await parallel([
      ...seats.map(({ left, right }, p) => async () => {
        const order = p === 0 ? [right, left] : [left, right]
        await philosopher(...order)
        for (const { put } of order) await put.writer.write(undefined)
      }),
      ...seats.map(
        ({ left }, f) =>
          () =>
            serve(left, seats[(f + n - 1) % n]!.right),
      ),
    ])
  }
}

describe('n dining philosophers, one round', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'naive, n = %i: 2^n - 1 traces, one of them the deadlock',
    async n => {
      const report = await check(philosophers(n), { all: true, shrink: false })
      expect(report.effort.traces).toBe(2 ** n - 1)
      expect(report.failures).toEqual({ deadlock: 1 })
      expect(report.verdict).toBe('fails')
    },
    120_000,
  )

  test.each([2, 3, 4, 5, 6, 7])(
    'asymmetric, n = %i: every schedule, no deadlock',
    async n => {
      const report = await check(asymmetric(n))
      expect(report.verdict).toBe('holds')
      expect(report.effort.traces).toBe(2 ** n - 2)
    },
    120_000,
  )

  test('sleep sets alone reach the same ends', async () => {
    const report = await check(philosophers(3), { mode: 'sleep', all: true, shrink: false })
    expect(report.effort.traces).toBe(7)
    expect(report.failures).toEqual({ deadlock: 1 })
  })

  test('the deadlock takes n pick-ups, and says who waits', async () => {
    const { failure } = await check(philosophers(5))
    expect(failure!.length).toBe(5)
    const text = describeFailure(failure!)
    for (let p = 0; p < 5; p++) expect(text).toContain(`philosopher ${p}`)
  })
})
