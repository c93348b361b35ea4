import { afterEach, expect, test } from 'vitest'
import { read, write } from '../../src/fiber/index.ts'
import { channel, parallel } from '../../src/index.ts'
import { isHeld, pause, resume, step } from '../../src/trace/hold.ts'

afterEach(resume)

const turns = async (count = 5) => {
  for (let i = 0; i < count; i++) await new Promise(done => setImmediate(done))
}

const flavours = {
  async(count: number, seen: number[]) {
    const c = channel<number>()
    return parallel(
      async () => {
        for (let i = 0; i < count; i++) await c.writer.write(i)
      },
      async () => {
        for (let i = 0; i < count; i++) seen.push(await c.reader.read())
      },
    )
  },
  fiber(count: number, seen: number[]) {
    const c = channel<number>()
    return parallel(
      function* () {
        for (let i = 0; i < count; i++) yield* write(c.writer, i)
      },
      function* () {
        for (let i = 0; i < count; i++) seen.push(yield* read(c.reader))
      },
    )
  },
}

test.each(Object.entries(flavours))(
  'a held program stands still, makes steps, and goes on (%s)',
  async (_, run) => {
    const seen: number[] = []
    const end = run(100, seen)
    pause()
    await turns()
    const stood = seen.length
    expect(stood).toBeLessThan(100)
    await turns()
    expect(seen).toHaveLength(stood)
    for (let i = 0; i < 10; i++) {
      expect(step()).toBe(true)
      await turns(2)
    }
    expect(seen.length).toBeGreaterThan(stood)
    expect(seen.length).toBeLessThanOrEqual(stood + 10)
    resume()
    await end
    expect(seen).toEqual(Array.from({ length: 100 }, (_value, i) => i))
    expect(isHeld()).toBe(false)
  },
)

test('a step says when nobody can make it', async () => {
  const gate = channel<number>()
  const waiting = gate.reader.read()
  pause()
  expect(step()).toBe(false)
  void gate.writer.write(1)
  expect(step()).toBe(true)
  expect(await waiting).toBe(1)
})

test('to step or resume what is not held changes nothing', async () => {
  expect(step()).toBe(false)
  resume()
  const seen: number[] = []
  await flavours.async(10, seen)
  expect(seen).toHaveLength(10)
})
