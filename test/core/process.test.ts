import { expect, test } from 'vitest'
import { sleep as fiberSleep } from '../../src/fiber/index.ts'
import { scope, sleep, spawn } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('a process is told its name, its signal and its scope', () =>
  bubble(async () => {
    await scope(
      async s => {
        await s.spawn(
          async context => {
            expect(context.name).toBe('clerk')
            expect(context.signal.aborted).toBe(false)
            expect(context.scope.name).toBe('shop')
          },
          { name: 'clerk' },
        ).done
      },
      { name: 'shop' },
    )
  }))

test('done may be asked for at any time: before, during and after', () =>
  bubble(async b => {
    const worker = spawn(async () => {
      await sleep(10)
      return 'done'
    })
    const early = worker.done
    await b.settled()
    const during = worker.done
    await b.advance(10)
    expect(await Promise.all([early, during, worker.done])).toEqual(['done', 'done', 'done'])
  }))

test('done of a process that has failed rejects whenever it is asked for', () =>
  bubble(async () => {
    await scope(async s => {
      const worker = s.spawn(() => Promise.reject(new Error('broken')))
      await outcome(worker.done)
      expect((await outcome(worker.done)).error).toMatchObject({ message: 'broken' })
    }).catch(error => expect(error.message).toBe('broken'))
  }))

test('an abort is heard by a signal that is asked for later', () =>
  bubble(async b => {
    const seen: unknown[] = []
    const worker = spawn(async context => {
      await sleep(10)
      seen.push(context.signal.aborted, context.signal.reason)
    })
    await b.settled()
    worker.abort('enough')
    await b.run()
    expect(seen).toEqual([true, 'enough'])
  }))

test('an abort says why, if no reason is given', () =>
  bubble(async b => {
    const worker = spawn(
      function* () {
        yield* fiberSleep(1_000)
      },
      { name: 'clerk' },
    )
    const end = outcome(worker.done)
    await b.settled()
    worker.abort()
    worker.abort('too late: the first reason counts')
    expect((await end).error).toMatchObject({
      name: 'AbortError',
      message: "process 'clerk' was aborted",
    })
  }))

test('a process that has ended is not troubled by an abort', () =>
  bubble(async () => {
    const worker = spawn(async () => 'done')
    expect(await worker.done).toBe('done')
    worker.abort()
    expect(await worker.done).toBe('done')
  }))
