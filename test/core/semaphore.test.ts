import { expect, test } from 'vitest'
import { sync as fiberSync } from '../../src/fiber/index.ts'
import { after, parallel, run, select, semaphore, sleep, type Token } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('at most n at a time, in the order of their coming', () =>
  bubble(async b => {
    const gate = semaphore(2, 'gate')
    let inside = 0
    const order: number[] = []
    const worker = (number: number) => async () => {
      using _token = await gate.acquire()
      order.push(number)
      expect(++inside).toBeLessThanOrEqual(2)
      await sleep(10)
      inside--
    }
    await b.run(() => parallel([0, 1, 2, 3, 4].map(worker)))
    expect(b.now).toBe(30)
    expect(order).toEqual([0, 1, 2, 3, 4])
  }))

test('who waits is reported as waiting on its channel', () =>
  bubble(async b => {
    const gate = semaphore(1, 'gate')
    const token = gate.tryAcquire() as Token
    expect(gate.tryAcquire()).toBeUndefined()
    const waiting = gate.acquire()
    await b.settled()
    expect(b.waiting).toEqual(["the test is waiting in read on channel 'gate'"])
    token.release()
    token.release()
    expect((await waiting).held).toBe(true)
    expect(gate.tryAcquire()).toBeUndefined()
  }))

test('as a guard, in both flavours: a token is taken only by the case that is chosen', () =>
  bubble(async b => {
    const gate = semaphore(1)
    const held = await run(function* () {
      return yield* fiberSync(gate)
    })
    const late = select({ token: gate, late: after(5) })
    await b.advance(5)
    expect(await late).toMatchObject({ key: 'late' })
    held?.release()
    const chosen = await select({ token: gate, late: after(5) })
    if (chosen.key === 'token') chosen.value.release()
    expect(gate.tryAcquire()?.held).toBe(true)
  }))

test('ended, it tells who waits; tokens can still be given back', () =>
  bubble(async () => {
    const gate = semaphore(1, 'gate')
    const token = await gate.acquire()
    const waiting = gate.acquire()
    gate.poison(new Error('broken gate'))
    await expect(waiting).rejects.toThrow("channel 'gate' was poisoned: broken gate")
    token.release()
    expect(() => semaphore(0, 'gate')).toThrow(
      "semaphore 'gate' has a whole number of permits from 1, not 0: semaphore(8)",
    )
  }))
