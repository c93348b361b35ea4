import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crew, parallel, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

const visit = fc.record({
  exclusive: fc.boolean(),
  comes: fc.integer({ min: 0, max: 8 }),
  stays: fc.integer({ min: 0, max: 4 }),
  patience: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
})

test('law: who holds it exclusively holds it alone; entries keep the order of arrival; nothing is left', () =>
  fc.assert(
    fc.asyncProperty(fc.array(visit, { maxLength: 12 }), visits =>
      bubble(async b => {
        const table = crew()
        let readers = 0
        let writers = 0
        const line: number[] = []
        const entered: number[] = []
        const bodies = visits.map(({ exclusive, comes, stays, patience }, me) => async () => {
          await sleep(comes)
          const controller = new AbortController()
          if (patience !== undefined) void sleep(patience).then(() => controller.abort('left'))
          line.push(me)
          const lock = exclusive ? table.exclusive : table.shared
          const token = await lock.acquire({ signal: controller.signal }).catch(() => null)
          if (token === null) return void line.splice(line.indexOf(me), 1)
          entered.push(me)
          if (exclusive) writers++
          else readers++
          expect(writers === 0 || (writers === 1 && readers === 0)).toBe(true)
          await sleep(stays)
          if (exclusive) writers--
          else readers--
          token.release()
        })
        await b.run(() => parallel(bodies))
        await b.advance(10)
        expect(entered).toEqual(line)
        expect(table.exclusive.tryAcquire()?.held).toBe(true)
        expect(table.exclusive.queue.head).toBeNull()
      }),
    ),
    { numRuns: 300 },
  ))
