/**
 * A port that is not in use costs one comparison with null: it is asked no more often than a tracer would be told
 * something. A selection tells once for all its cases that it waits, and asks for each.
 */
import { afterEach, expect, test } from 'vitest'
import { ports, type Tracer } from '../../src/core/ports.ts'
import { read, select, write } from '../../src/fiber/index.ts'
import { channel, fifo, parallel, select as selectAsync } from '../../src/node.ts'

afterEach(() => {
  Object.defineProperty(ports, 'tracer', { value: null, writable: true, configurable: true })
})

/** How often a tracer is told something while a body runs. */
async function told(body: () => Promise<unknown>): Promise<number> {
  let count = 0
  ports.tracer = new Proxy({} as Tracer, {
    get(_, notice) {
      return (_handle: unknown, run: () => unknown) => {
        count++
        return notice === 'enter' ? run() : undefined
      }
    },
  })
  await body()
  ports.tracer = null
  return count
}

/** How often the port is read while nobody is there. */
async function asked(body: () => Promise<unknown>): Promise<number> {
  let count = 0
  Object.defineProperty(ports, 'tracer', {
    configurable: true,
    get() {
      count++
      return null
    },
  })
  await body()
  return count
}

const ROUNDS = 50

const networks: Readonly<Record<string, () => Promise<unknown>>> = {
  async 'fibers over a rendezvous'() {
    const c = channel<number>('c')
    await parallel(
      function* () {
        for (let i = 0; i < ROUNDS; i++) yield* write(c.writer, i)
      },
      function* () {
        for (let i = 0; i < ROUNDS; i++) yield* read(c.reader)
      },
    )
  },
  async 'async processes over a rendezvous'() {
    const c = channel<number>('c')
    await parallel(
      async () => {
        for (let i = 0; i < ROUNDS; i++) await c.writer.write(i)
      },
      async () => {
        for (let i = 0; i < ROUNDS; i++) await c.reader.read()
      },
    )
  },
  async 'fibers over a buffer'() {
    const c = channel<number>({ name: 'c', buffer: fifo(4) })
    await parallel(
      function* () {
        for (let i = 0; i < ROUNDS; i++) yield* write(c.writer, i)
      },
      function* () {
        for (let i = 0; i < ROUNDS; i++) yield* read(c.reader)
      },
    )
  },
  async 'selections of both flavours'() {
    const [a, b] = [channel<number>('a'), channel<number>('b')]
    await parallel(
      function* () {
        for (let i = 0; i < ROUNDS; i++) yield* select([a.writer.offer(i), b.writer.offer(i)])
      },
      async () => {
        for (let i = 0; i < ROUNDS; i++) await selectAsync([a.reader, b.reader])
      },
    )
  },
}

/** Two runs of one network may differ a little in who comes first; a second question would show in every round. */
const SLACK = ROUNDS / 2

/** Cases that the selections put into queues, one of the two sides in each round. */
const cases: Readonly<Record<string, number>> = { 'selections of both flavours': 2 * ROUNDS }

test.each(Object.entries(networks))('%s', async (name, network) => {
  await network()
  const notices = await told(network)
  expect(notices).toBeGreaterThan(ROUNDS)
  const questions = await asked(network)
  expect(questions).toBeGreaterThan(ROUNDS)
  expect(questions).toBeLessThanOrEqual(notices + (cases[name] ?? 0) + SLACK)
})
