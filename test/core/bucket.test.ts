import { expect, test } from 'vitest'
import { bucket, channel, select, sync } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('who is in it waits for the flush, which says how many there were', () =>
  bubble(async b => {
    const nightfall = bucket('nightfall')
    expect(nightfall.flush()).toBe(0)
    const sleepers = [nightfall.fall(), sync(nightfall), select({ nightfall })]
    await b.settled()
    expect(nightfall.holding).toBe(3)
    expect(nightfall.flush()).toBe(3)
    await Promise.all(sleepers)
    const late = nightfall.fall()
    await b.settled()
    expect(nightfall.holding).toBe(1)
    expect(nightfall.flush()).toBe(1)
    await late
  }))

test('a selection that falls in twice is one; one that was called away is none', () =>
  bubble(async b => {
    const nightfall = bucket()
    const bell = channel<number>('bell')
    const twice = select([nightfall, nightfall])
    const called = select({ nightfall, bell: bell.reader })
    await b.settled()
    await bell.writer.write(1)
    expect(await called).toMatchObject({ key: 'bell' })
    expect(nightfall.flush()).toBe(1)
    expect(await twice).toEqual({ key: 0, value: undefined })
  }))
