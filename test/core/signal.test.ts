import { expect, test } from 'vitest'
import { timers } from '../../src/core/timer.ts'
import { after, channel, never, select } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { countedSignal } from './counted-signal.ts'
import { outcome } from './flavours.ts'

test('one signal shared by 10,000 waiting selections has one listener, and none afterwards', () =>
  bubble(async b => {
    const { controller, listeners } = countedSignal()
    const { signal } = controller
    const c = channel<number>('c')
    const waiting = Array.from({ length: 10_000 }, (_, i) =>
      outcome(i % 2 === 0 ? select({ c: c.reader, never }, { signal }) : select({ never, signal })),
    )
    await b.settled()
    expect(listeners()).toBe(1)
    for (let i = 0; i < 100; i++) c.writer.tryWrite(i)
    expect(listeners()).toBe(1)
    controller.abort('enough')
    expect(listeners()).toBe(0)
    const ends = await Promise.all(waiting)
    expect(ends.filter(({ error }) => error === 'enough')).toHaveLength(4_900)
    expect(c.writer.tryWrite(1)).toBe(false)
  }))

test('when all that waited are done, nobody listens', () =>
  bubble(async () => {
    const { controller, listeners } = countedSignal()
    const c = channel<number>('c')
    const reads = [1, 2, 3].map(() => c.reader.read({ signal: controller.signal }))
    expect(listeners()).toBe(1)
    for (const x of [1, 2, 3]) c.writer.tryWrite(x)
    await Promise.all(reads)
    expect(listeners()).toBe(0)
  }))

test('selections with a timeout leave no timer and no listener behind', () =>
  bubble(async () => {
    const { controller, listeners } = countedSignal()
    const { signal } = controller
    const c = channel<number>('c')
    for (let i = 0; i < 10_000; i++) {
      const chosen = select({ input: c.reader, late: after(1_000), signal })
      c.writer.tryWrite(i)
      expect((await chosen).key).toBe('input')
    }
    expect(timers.pending).toBe(0)
    expect(listeners()).toBe(0)
    expect(c.writer.tryWrite(1)).toBe(false)
  }))
