import { afterAll, expect, test } from 'vitest'
import { read, scope, write } from '../../src/fiber/index.ts'
import { channel, parallel, run, select, sleep, spawn } from '../../src/index.ts'
import { debug, findLeaks } from '../../src/trace/debugging.ts'

const observation = debug()
afterAll(() => observation.stop())

/** Names of the leaks, among the processes whose names begin like this. */
async function leaked(prefix: string): Promise<string[]> {
  // What was on the stack of the test itself must be gone.
  await sleep(1)
  const leaks = await findLeaks()
  const mine = leaks.filter(({ name }) => name.startsWith(prefix))
  return mine.map(({ name, operations }) => `${name}: ${operations.join(', ')}`).sort()
}

test('an abandoned worker is found', async () => {
  ;(() => {
    const jobs = channel<number>('jobs')
    spawn(() => jobs.reader.read(), { name: 'abandoned worker' })
  })()
  expect(await leaked('abandoned')).toEqual(['abandoned worker: reads jobs'])
})

test('two that are blocked on each other are found', async () => {
  ;(() => {
    const [a, b] = [channel<number>('a'), channel<number>('b')]
    spawn(
      async () => {
        await a.reader.read()
        await b.writer.write(1)
      },
      { name: 'mutual first' },
    )
    spawn(
      async () => {
        await b.reader.read()
        await a.writer.write(1)
      },
      { name: 'mutual second' },
    )
  })()
  expect(await leaked('mutual')).toEqual(['mutual first: reads a', 'mutual second: reads b'])
})

test('a parent that waits for leaked children is found with them', async () => {
  ;(() => {
    const c = channel<number>('nobody reads')
    spawn(
      async () => {
        await parallel(
          async function family_first() {
            await c.writer.write(1)
          },
          async function family_second() {
            await c.writer.write(2)
          },
        )
      },
      { name: 'family parent' },
    )
  })()
  const found = await leaked('family')
  expect(found).toHaveLength(3)
  expect(found[0]).toBe('family parent: waits for the end of family_first, family_second')
})

test('a leaked fiber is found', async () => {
  ;(() => {
    const c = channel<number>('quiet')
    spawn(
      function* () {
        yield* read(c.reader)
      },
      { name: 'fiber leaked' },
    )
  })()
  expect(await leaked('fiber')).toEqual(['fiber leaked: reads quiet'])
})

test('a leaked fiber is found with the scope that it waits for, and the body of that', async () => {
  ;(() => {
    const c = channel<number>('silent')
    spawn(
      function* () {
        yield* scope(
          function* (s) {
            s.spawn(
              function* () {
                yield* write(c.writer, 1)
              },
              { name: 'body writer' },
            )
            yield* write(c.writer, 2)
          },
          { name: 'leaked' },
        )
      },
      { name: 'body owner' },
    )
  })()
  expect(await leaked('body')).toEqual([
    'body of leaked: writes silent',
    'body owner: waits for the end of body of leaked, body writer',
    'body writer: writes silent',
  ])
})

test('who can still be reached is never called a leak', async () => {
  const kept = channel<number>('kept')
  const started = (() => {
    const other = channel<number>('other')
    spawn(() => kept.reader.read(), { name: 'live on a channel' })
    spawn(() => select([other.reader, kept.reader]), { name: 'live by one guard' })
    spawn(() => sleep(5_000), { name: 'live by a timer' })
    spawn(() => new Promise<void>(resolve => setTimeout(resolve, 5_000).unref()), {
      name: 'live by a callback',
    })
    spawn(
      function* () {
        yield* write(kept.writer, 1)
      },
      { name: 'live fiber' },
    )
    return spawn(
      () =>
        run(async function live_child() {
          await kept.reader.read()
        }),
      { name: 'live parent' },
    )
  })()
  expect(await leaked('live')).toEqual([])
  started.abort()
  kept.poison()
})

test('who has ended is no leak', async () => {
  await run(async function ended() {})
  expect(await leaked('ended')).toEqual([])
})

test('a process that is a single operation of a fiber runs while debugging', async () => {
  const numbers = channel<number>('numbers')
  const written = parallel(() => write(numbers.writer, 1))
  expect(await numbers.reader.read()).toBe(1)
  await written
})
