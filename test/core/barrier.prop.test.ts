import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barrier, parallel, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('law: nobody begins phase n + 1 before everybody has ended phase n', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 5,
      }),
      delays =>
        bubble(async b => {
          const turn = barrier(delays.length)
          const done = delays.map(() => 0)
          const walkers = delays.map((ownDelays, me) => async () => {
            for (const [at, delay] of ownDelays.entries()) {
              await sleep(delay)
              done[me] = at + 1
              expect(await turn.sync()).toBe(at + 1)
              for (const [other, phases] of done.entries())
                expect(phases).toBeGreaterThanOrEqual(
                  Math.min(at + 1, (delays[other] as number[]).length),
                )
            }
            turn.resign()
          })
          await b.run(() => parallel(walkers))
          expect(turn.phase).toBe(Math.max(...delays.map(({ length }) => length)))
          expect([turn.waiting, turn.enrolled]).toEqual([0, 0])
        }),
    ),
    { numRuns: 200 },
  ))
