import { expect, test } from 'vitest'
import { alarm } from '../../src/core/delay.ts'
import { ports } from '../../src/core/ports.ts'
import { run, scope, sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

const MONTH = 30 * 86_400_000

test('an alarm rings once, when its delay has gone by', () =>
  bubble(async b => {
    const rung: number[] = []
    alarm(12.5, () => rung.push(b.now))
    alarm(0, () => rung.push(b.now))
    expect(rung).toEqual([])
    await b.advance(100)
    expect(rung).toEqual([0, 12.5])
  }))

test('an alarm that was stopped does not ring and leaves nothing armed', () =>
  bubble(async b => {
    const stop = alarm(10, () => expect.unreachable())
    stop()
    await b.run()
    expect(b.now).toBe(0)
  }))

test('a delay longer than the platform can count is taken in steps', () =>
  bubble(async b => {
    const asked: number[] = []
    const { setTimer } = ports.clock
    ports.clock.setTimer = (delay, callback) => {
      asked.push(delay)
      return setTimer.call(ports.clock, delay, callback)
    }
    const late = outcome(scope(() => run(() => sleep(4 * MONTH)), { timeout: 3 * MONTH, grace: 0 }))
    await b.run(() => sleep(4 * MONTH))
    expect(b.now).toBe(4 * MONTH)
    expect(await late).toMatchObject({ error: { name: 'TimeoutError' } })
    expect(Math.max(...asked)).toBeLessThan(2 ** 31)
  }))

test('one for ever is no timer at all', () =>
  bubble(async b => {
    await scope(async () => {}, { timeout: Infinity })
    const stop = alarm(Infinity, () => expect.unreachable())
    await b.run()
    stop()
  }))

test('an alarm is stopped on the clock that it was set on', async () => {
  const stop = alarm(5, () => expect.unreachable())
  await bubble(async () => stop())
  await sleep(10)
})
