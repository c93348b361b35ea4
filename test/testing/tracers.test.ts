import { afterEach, expect, test } from 'vitest'
import { ports, type Tracer } from '../../src/core/ports.ts'
import { read, write } from '../../src/fiber/index.ts'
import { after, channel, fifo, parallel, select } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { addTracer } from '../../src/testing/tracers.ts'

afterEach(() => {
  ports.tracer = null
})

/** A tracer that writes down what it was told. */
function scribe(): { tracer: Tracer; told: string[] } {
  const told: string[] = []
  const tracer = new Proxy({} as Tracer, {
    get(_, notice: string) {
      return (...args: unknown[]) => {
        told.push(notice)
        return notice === 'enter' ? (args[1] as () => unknown)() : undefined
      }
    },
  })
  return { tracer, told }
}

async function work(): Promise<void> {
  const [c, buffered] = [channel<number>('c'), channel<number>({ name: 'b', buffer: fifo(1) })]
  await parallel(
    function* () {
      yield* write(c.writer, 1)
      yield* write(buffered.writer, yield* read(c.reader))
    },
    async () => {
      await c.writer.write((await select({ input: c.reader, late: after(50) })).key.length)
      await buffered.reader.read()
      c.close()
      buffered.poison()
    },
  )
}

test('a bubble tells the tracer that was there all that it is told, and gives the port back', async () => {
  const alone = scribe()
  ports.tracer = alone.tracer
  await work()
  const within = scribe()
  ports.tracer = within.tracer
  await bubble(work)
  expect(within.told).toEqual(alone.told)
  expect(new Set(alone.told).size).toBeGreaterThan(9)
  expect(ports.tracer).toBe(within.tracer)
})

test('tracers stack, and are taken off in the opposite order', async () => {
  const [outer, inner] = [scribe(), scribe()]
  const removeOuter = addTracer(outer.tracer)
  const removeInner = addTracer(inner.tracer)
  await work()
  expect(inner.told).toEqual(outer.told)
  removeInner()
  expect(ports.tracer).toBe(outer.tracer)
  removeOuter()
  expect(ports.tracer).toBeNull()
})
