import { describe, expect, test } from 'vitest'
import { awaited } from '../../src/core/awaited.ts'
import * as fiber from '../../src/fiber/index.ts'
import {
  channel,
  parallel,
  type Reader,
  run,
  sequence,
  sleep,
  spawn,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'
import { runProgram } from './program.ts'

async function source(out: Writer<number>, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await out.write(i)
  out.close()
}

async function sum(input: Reader<number>): Promise<number> {
  let total = 0
  for await (const x of input) total += x
  return total
}

test('parallel gives the results in the order given, one by one or as an array', () =>
  bubble(async b => {
    const c = channel<number>('numbers')
    const [, total] = await parallel(
      () => source(c.writer, 10),
      () => sum(c.reader),
    )
    expect(total).toBe(45)
    const bodies = [30, 10, 20].map(delay => async () => {
      await sleep(delay)
      return delay
    })
    expect(await b.run(() => parallel(bodies))).toEqual([30, 10, 20])
    expect(b.now).toBe(30)
    expect(await parallel()).toEqual([])
  }))

test('bodies start in order, never inside the call', () =>
  bubble(async () => {
    const events: string[] = []
    const all = parallel(
      async () => void events.push('first'),
      function* () {
        events.push('second')
      },
      async () => void events.push('third'),
    )
    events.push('returned')
    await all
    expect(events.slice(0, 2)).toEqual(['returned', 'first'])
    expect(events.slice(1).sort()).toEqual(['first', 'second', 'third'])
  }))

test('sequence runs one after the other, and not those after a failure', () =>
  bubble(async b => {
    const events: number[] = []
    const step = (n: number) => async () => {
      await sleep(10)
      return events.push(n)
    }
    expect(await b.run(() => sequence(step(1), step(2)))).toEqual([1, 2])
    expect(b.now).toBe(20)
    const failing = sequence(async () => {
      throw new Error('broken')
    }, step(3))
    await expect(failing).rejects.toThrow('broken')
    expect(events).toEqual([1, 2])
  }))

test('compositions nest', () =>
  bubble(async () => {
    const events: string[] = []
    const say = (text: string) => async () => void events.push(text)
    await sequence(() => parallel(say('a'), say('b')), say('c'))
    expect(events).toEqual(['a', 'b', 'c'])
  }))

test('an exception before the first await is a failure like any other', () =>
  bubble(async () => {
    const thrown = run(() => {
      throw new Error('at once')
    })
    await expect(thrown).rejects.toThrow('at once')
  }))

test('what is not a function is refused with the right form', () => {
  expect(() => spawn(source(channel<number>().writer, 0) as never)).toThrow(
    'a process is a function that has not been called yet, not [object Promise]: ' +
      'spawn(() => worker(input)), not spawn(worker(input))',
  )
})

test.each(['async', 'fiber'])('of several, one that is no process ends the others (%s)', flavour =>
  bubble(async b => {
    const before = awaited.scopes
    const c = channel<number>('c')
    const bodies = [() => c.reader.read(), Promise.resolve(1) as never] as const
    const together =
      flavour === 'async'
        ? parallel(...bodies)
        : run(function* () {
            yield* fiber.parallel(function* () {
              yield* fiber.read(c.reader)
            }, bodies[1])
          })
    expect((await outcome(together)).error).toMatchObject({ message: /not been called yet/ })
    await b.settled()
    expect(awaited.scopes).toBe(before)
    expect(c.reader.core.readers).toBeNull()
  }),
)

describe('spawn outside a scope', () => {
  test('gives a handle with name, result and abort', () =>
    bubble(async () => {
      const worker = spawn(async ({ name }) => `I am ${name}`, { name: 'worker' })
      expect(worker.name).toBe('worker')
      expect(await worker.done).toBe('I am worker')
      expect(await worker.done).toBe('I am worker')
      const stopped = spawn(({ signal }) => sleep(1_000, { signal }))
      stopped.abort('enough')
      expect(await outcome(stopped.done)).toEqual({ error: 'enough' })
    }))

  test('its failure is one unhandled rejection', async () => {
    const { output, code } = await runProgram(`
      const heard = []
      process.on('unhandledRejection', error => heard.push(error.message))
      hocket.spawn(async () => { throw new Error('broken') })
      hocket.spawn(function* () { throw new Error('broken fiber') })
      process.on('beforeExit', () => console.log(JSON.stringify(heard.sort())))
    `)
    expect({ output, code }).toEqual({ output: '["broken","broken fiber"]\n', code: 0 })
  })

  test('unless done is awaited', async () => {
    const { output, code } = await runProgram(`
      const failing = hocket.spawn(async () => { throw new Error('broken') })
      await failing.done.catch(error => console.log('heard', error.message))
      const later = hocket.spawn(async () => { throw new Error('broken') })
      await hocket.sleep(5).catch(() => {})
    `)
    expect(output).toBe('heard broken\n')
    expect(code).toBe(1)
  })
})
