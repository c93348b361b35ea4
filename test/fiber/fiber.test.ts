import { expect, test } from 'vitest'
import {
  parallel,
  read,
  run,
  select,
  sequence,
  sleep,
  spawn,
  wait,
  write,
} from '../../src/fiber/index.ts'
import * as hocket from '../../src/index.ts'
import { alternative, channel, fifo, skip } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from '../core/flavours.ts'

test('fibers and async processes meet on one channel, in both directions', () =>
  bubble(async () => {
    const [there, back] = [channel<number>('there'), channel<number>('back')]
    const [, values] = await hocket.parallel(
      function* () {
        for (;;) yield* write(back.writer, (yield* read(there.reader)) * 2)
      },
      async () => {
        const seen: number[] = []
        for (let i = 0; i < 100; i++) {
          await there.writer.write(i)
          seen.push(await back.reader.read())
        }
        there.close()
        return seen
      },
    )
    expect(values).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i))
  }))

test('a thunk that returns a generator is a fiber too', () =>
  bubble(async () => {
    function* add(a: number, b: number): Generator<never, number, unknown> {
      yield* wait(Promise.resolve())
      return a + b
    }
    expect(await hocket.run(() => add(1, 2))).toBe(3)
  }))

test('operations may lie any number of generators deep', () =>
  bubble(async () => {
    const c = channel<number>('c')
    function* deep(level: number): Generator<never, number, unknown> {
      return level === 0 ? yield* read(c.reader) : yield* deep(level - 1)
    }
    const value = hocket.run(() => deep(500))
    await c.writer.write(7)
    expect(await value).toBe(7)
  }))

test('errors are raised where the fiber waits, and finally runs', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const events: string[] = []
    const failing = outcome(
      hocket.run(function* () {
        try {
          yield* read(c.reader)
        } catch (error) {
          events.push((error as Error).name)
          throw error
        } finally {
          events.push('finally')
        }
      }),
    )
    await b.settled()
    c.poison(new Error('broken'))
    expect((await failing).error).toMatchObject({ message: 'broken' })
    expect(events).toEqual(['PoisonError', 'finally'])
  }))

test('finally may communicate while the fiber is interrupted', () =>
  bubble(async b => {
    const [c, last] = [channel<number>('c'), channel<string>('last')]
    const stopped = spawn(function* () {
      try {
        yield* read(c.reader)
      } finally {
        yield* write(last.writer, 'last words')
      }
    })
    const end = outcome(stopped.done)
    await b.settled()
    stopped.abort('enough')
    expect(await last.reader.read()).toBe('last words')
    expect(await end).toEqual({ error: 'enough' })
  }))

test('an abort before a fiber waits is raised at its next wait, not at what is ready', () =>
  bubble(async () => {
    const ready = channel<number>({ name: 'ready', buffer: fifo(1) })
    ready.writer.tryWrite(1)
    const events: unknown[] = []
    const stopped = spawn(function* () {
      stopped.abort('enough')
      events.push(yield* read(ready.reader))
      yield* read(ready.reader)
    })
    expect(await outcome(stopped.done)).toEqual({ error: 'enough' })
    expect(events).toEqual([1])
    expect(ready.writer.tryWrite(2)).toBe(true)
    expect(ready.reader.tryRead()).toEqual({ value: 2 })
  }))

test('parallel, sequence and run compose within a fiber, with either flavour', () =>
  bubble(async b => {
    const results = await b.run(() =>
      hocket.run(function* () {
        const both = yield* parallel(
          function* () {
            yield* sleep(20)
            return 'fiber'
          },
          async () => {
            await hocket.sleep(10)
            return 'async'
          },
        )
        const steps = yield* sequence([async () => 1, async () => 2])
        const one = yield* run(function* () {
          return yield* read(ready())
        })
        return { both, steps, one }
      }),
    )
    expect(results).toEqual({ both: ['fiber', 'async'], steps: [1, 2], one: 7 })
    expect(b.now).toBe(20)
  }))

function ready() {
  const c = channel<number>({ buffer: fifo(1) })
  c.writer.tryWrite(7)
  return c.reader
}

test('a failure among the children of a fiber is raised in it, when all have ended', () =>
  bubble(async () => {
    const c = channel<number>('c')
    const caught = await hocket.run(function* () {
      try {
        yield* parallel(
          function* () {
            yield* read(c.reader)
          },
          async () => {
            throw new Error('broken')
          },
        )
      } catch (error) {
        return (error as Error).message
      }
      return 'nothing was raised'
    })
    expect(caught).toBe('broken')
    expect(c.writer.tryWrite(1)).toBe(false)
  }))

test('wait gives what a promise resolves to, and raises what it rejects with', () =>
  bubble(async () => {
    const ends = await hocket.run(function* () {
      const value = yield* wait(Promise.resolve(7))
      try {
        yield* wait(Promise.reject(new Error('broken')))
      } catch (error) {
        return [value, (error as Error).message]
      }
      return 'nothing was raised'
    })
    expect(ends).toEqual([7, 'broken'])
    const wrong = hocket.run(function* () {
      yield* wait(7 as never)
    })
    await expect(wrong).rejects.toThrow('wait takes a promise: yield* wait(fetch(url))')
  }))

test('an alternative serves fibers, one turn at a time', () =>
  bubble(async b => {
    const c = channel<number>('c')
    const turns = alternative({ input: c.reader.map(x => x * 2) })
    const values = hocket.run(function* () {
      return [yield* select(turns), yield* select(turns)]
    })
    await b.settled()
    const second = hocket.run(function* () {
      yield* select(turns)
    })
    await expect(second).rejects.toThrow('make one alternative for each process')
    await c.writer.write(1)
    await c.writer.write(2)
    expect(await values).toEqual([
      { key: 'input', value: 2 },
      { key: 'input', value: 4 },
    ])
  }))

test('a map or a precondition that throws is raised in the fiber', () =>
  bubble(async () => {
    const raised = await hocket.run(function* () {
      try {
        yield* select({
          broken: skip.map(() => {
            throw new Error('broken map')
          }),
        })
      } catch (error) {
        return (error as Error).message
      }
      return 'nothing was raised'
    })
    expect(raised).toBe('broken map')
  }))
