import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChannelCore } from '../../src/core/channel.ts'
import type { Tracer } from '../../src/core/ports.ts'
import { sleep as fiberSleep, read, write } from '../../src/fiber/index.ts'
import { type Channel, channel, fifo, parallel, sleep, type Writer } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { addTracer } from '../../src/testing/tracers.ts'

interface Producer {
  readonly fiber: boolean
  /** Delays before each write, and before it retires. */
  readonly delays: readonly number[]
}

const producer: fc.Arbitrary<Producer> = fc.record({
  fiber: fc.boolean(),
  delays: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
})

function produce(
  { fiber, delays }: Producer,
  out: Writer<number>,
  first: number,
  retire: () => void,
) {
  const last = delays.length - 1
  if (fiber)
    return function* () {
      for (const [at, delay] of delays.entries()) {
        if (delay > 0) yield* fiberSleep(delay)
        if (at < last) yield* write(out, first + at)
      }
      retire()
    }
  return async () => {
    for (const [at, delay] of delays.entries()) {
      if (delay > 0) await sleep(delay)
      if (at < last) await out.write(first + at)
    }
    retire()
  }
}

/** How often each channel was closed. */
type Closed = Map<unknown, number>

type Network = typeof network extends fc.Arbitrary<infer N> ? N : never

/** A tracer that tells of channels that are closed. */
function counter(count: (core: ChannelCore) => void): Tracer {
  const notices = { enter: (_: unknown, body: () => unknown) => body(), closed: count }
  const ignore = (): void => {}
  const get = (_: object, notice: string) => notices[notice as keyof typeof notices] ?? ignore
  return new Proxy({}, { get }) as Tracer
}

function consume(c: Channel<number>, fiber: boolean, seen: number[]) {
  if (fiber)
    return function* () {
      for (;;) seen.push(yield* read(c.reader))
    }
  return async () => {
    for await (const value of c.reader) seen.push(value)
  }
}

const network = fc.record({
  producers: fc.tuple(producer, producer),
  fiber: fc.boolean(),
  buffer: fc.constantFrom(undefined, fifo(1), fifo(3)),
})

/** Runs one network and answers which producer retired first. */
async function runNetwork({ producers, fiber, buffer }: Network, closed: Closed): Promise<number> {
  const c = channel<number>(buffer === undefined ? {} : { buffer })
  const { core } = c.writer
  const seen: number[] = []
  const ends: number[] = []
  // The parent leases for both before either starts.
  const bodies = producers
    .map(one => ({ one, out: c.writer.lease() }))
    .map(({ one, out }, me) =>
      produce(one, out, 10 * me, () => {
        expect(closed.get(core) ?? 0).toBe(0)
        out.retire()
        expect(closed.get(core) ?? 0).toBe(ends.push(me) - 1)
      }),
    )
  await parallel(...bodies, consume(c, fiber, seen))
  expect(closed.get(core)).toBe(1)
  const written = producers.flatMap(({ delays }, me) =>
    delays.slice(1).map((_, at) => 10 * me + at),
  )
  expect([...seen].sort((x, y) => x - y)).toEqual(written)
  return ends[0] as number
}

// Many schedules share the virtual time of a bubble: letting it pass costs more than they do.
const TOGETHER = 250
const SCHEDULES = 10_000

/** Runs schedules beside each other; of one that fails, tells which it was. Answers who retired first in each. */
async function runTogether(networks: readonly Network[]): Promise<number[]> {
  const closed: Closed = new Map()
  const failing = (one: Network) => (error: unknown) => {
    throw new Error(`in the schedule ${fc.stringify(one)}: ${error}`, { cause: error })
  }
  return bubble(async b => {
    const restore = addTracer(counter(core => closed.set(core, (closed.get(core) ?? 0) + 1)))
    const all = () => networks.map(one => runNetwork(one, closed).catch(failing(one)))
    return b.run(() => Promise.all(all())).finally(restore)
  })
}

test('law: two producers that lease a channel close it once, after the last value, whichever ends first', async () => {
  const networks = fc.sample(network, SCHEDULES)
  const endedFirst: number[] = []
  while (networks.length > 0) endedFirst.push(...(await runTogether(networks.splice(0, TOGETHER))))
  expect(endedFirst).toHaveLength(SCHEDULES)
  for (const me of [0, 1])
    expect(endedFirst.filter(first => first === me).length).toBeGreaterThan(SCHEDULES / 10)
})
