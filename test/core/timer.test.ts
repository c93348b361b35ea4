import { expect, test } from 'vitest'
import { timers } from '../../src/core/timer.ts'
import { after, select, skip, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('timers expire in the order of their deadlines; equal ones in the order they were set', () =>
  bubble(async b => {
    const expired: string[] = []
    const delays = [30, 10, 20, 10, 0, 30, 5]
    for (const [index, delay] of delays.entries())
      timers.start(delay, { expired: () => void expired.push(`${delay}#${index}`) })
    await b.advance(30)
    expect(expired).toEqual(['0#4', '5#6', '10#1', '10#3', '20#2', '30#0', '30#5'])
  }))

test('a timer may be stopped wherever it stands, and those that stay keep their order', () =>
  bubble(async b => {
    const expired: number[] = []
    const started = Array.from({ length: 200 }, (_, i) => {
      const delay = (i * 73) % 200
      return [delay, timers.start(delay, { expired: () => void expired.push(delay) })] as const
    })
    for (const [delay, timer] of started) if (delay % 3 === 0) timers.stop(timer)
    for (const [delay, timer] of started) if (delay % 6 === 0) timers.stop(timer)
    await b.advance(200)
    expect(expired).toEqual(Array.from({ length: 200 }, (_, i) => i).filter(i => i % 3 !== 0))
    expect(timers.pending).toBe(0)
  }))

test('a stopped timer of the time before a bubble does not expire after it', async () => {
  const controller = new AbortController()
  const waiting = outcome(sleep(5, { signal: controller.signal }))
  await bubble(async () => controller.abort('enough'))
  expect(await waiting).toEqual({ error: 'enough' })
  await sleep(10)
  expect(timers.pending).toBe(0)
})

test('a timer that lost disarms the clock, so that nothing keeps a program alive', () =>
  bubble(async b => {
    await select({ late: after(1_000), skip })
    expect(timers.pending).toBe(0)
    await b.run()
    expect(b.now).toBe(0)
  }))
