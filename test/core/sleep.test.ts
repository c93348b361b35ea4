import { expect, test } from 'vitest'
import { timers } from '../../src/core/timer.ts'
import { sleep } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('sleeps for virtual milliseconds in a bubble', () =>
  bubble(async b => {
    await b.run(() => sleep(12.5))
    expect(b.now).toBeGreaterThanOrEqual(12.5)
  }))

test('an abort ends it at once and leaves no timer', () =>
  bubble(async b => {
    const controller = new AbortController()
    const asleep = outcome(sleep(1_000, { signal: controller.signal }))
    await b.settled()
    controller.abort('enough')
    expect(await asleep).toEqual({ error: 'enough' })
    expect(timers.pending).toBe(0)
    await expect(sleep(1_000, { signal: controller.signal })).rejects.toBe('enough')
  }))

test.each([-1, Number.NaN, undefined as never])(
  'sleep(%s) is refused with the right form',
  delay => {
    expect(() => sleep(delay)).toThrow('sleep(50)')
  },
)
