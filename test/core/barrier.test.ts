import { describe, expect, test } from 'vitest'
import { sync as fiberSync } from '../../src/fiber/index.ts'
import {
  barrier,
  channel,
  PoisonError,
  parallel,
  run,
  scope,
  select,
  skip,
  sync,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

test('nobody goes on before the last has arrived, and all are told the phase', () =>
  bubble(async b => {
    const turn = barrier(3, 'turn')
    const log: string[] = []
    const walker = (name: string) => async () => {
      for (let phase = 1; phase <= 2; phase++) {
        log.push(`${name} arrives`)
        expect(await turn.sync()).toBe(phase)
        log.push(`${name} goes`)
      }
    }
    const two = parallel(walker('a'), walker('b'))
    await b.settled()
    expect(turn.waiting).toBe(2)
    expect(b.waiting.some(one => one.includes('barrier turn'))).toBe(true)
    expect(await turn.sync()).toBe(1)
    await b.settled()
    expect(log.slice(0, 2)).toEqual(['a arrives', 'b arrives'])
    expect(log.filter(entry => entry.endsWith('goes'))).toHaveLength(2)
    await turn.sync()
    await two
    expect(turn.phase).toBe(2)
    expect(turn.waiting).toBe(0)
  }))

test('fibers and async processes meet at one barrier', () =>
  bubble(async () => {
    const turn = barrier(2)
    const phases = await parallel(
      function* () {
        return yield* fiberSync(turn)
      },
      () => sync(turn),
    )
    expect(phases).toEqual([1, 1])
  }))

describe('enrolling and resigning', () => {
  test('one party more is waited for; resigning as the one that is missing completes the phase', () =>
    bubble(async b => {
      const turn = barrier(1)
      const place = turn.enrol()
      const waiting = turn.sync()
      await b.settled()
      expect(turn.waiting).toBe(1)
      place.release()
      place.release()
      expect(turn.enrolled).toBe(1)
      expect(await waiting).toBe(1)
    }))

  test('one too many resigns, or nobody is enrolled: an error', () =>
    bubble(async () => {
      const turn = barrier(0, 'turn')
      expect(() => turn.resign()).toThrow('barrier turn: resigning, and nobody is enrolled')
      await expect(turn.sync()).rejects.toThrow('synchronising, and nobody is enrolled')
      expect(() => barrier(-1)).toThrow('barrier(4)')
    }))

  test('resigning while others are missing completes nothing', () =>
    bubble(async b => {
      const turn = barrier(3)
      const waiting = turn.sync()
      turn.resign()
      await b.settled()
      expect(turn.phase).toBe(0)
      turn.resign()
      expect(await waiting).toBe(1)
    }))
})

describe('as a guard', () => {
  test('who was called away no longer counts as arrived', () =>
    bubble(async b => {
      const turn = barrier(2)
      const bell = channel<string>('bell')
      const called = select({ turn, bell: bell.reader })
      await b.settled()
      expect(turn.waiting).toBe(1)
      await bell.writer.write('dinner')
      expect(await called).toEqual({ key: 'bell', value: 'dinner' })
      expect(turn.waiting).toBe(0)
      const first = turn.sync()
      await b.settled()
      expect(turn.phase).toBe(0)
      expect(await turn.sync()).toBe(1)
      await first
    }))

  test('a selection that offers the same barrier twice is one party', () =>
    bubble(async b => {
      const turn = barrier(2)
      const twice = select([turn, turn.map(phase => -phase)])
      await b.settled()
      expect(turn.waiting).toBe(1)
      expect(await turn.sync()).toBe(1)
      expect(await twice).toEqual({ key: 0, value: 1 })
    }))

  test('the last to arrive completes the phase in the place that the barrier has among its cases', () =>
    bubble(async b => {
      const turn = barrier(2)
      const waiting = turn.sync()
      await b.settled()
      expect(await select({ first: skip, turn })).toMatchObject({ key: 'first' })
      expect(turn.waiting).toBe(1)
      expect(await select({ turn, last: skip })).toEqual({ key: 'turn', value: 1 })
      await waiting
    }))

  test('of two barriers with opposed priorities the later arrival decides', () =>
    bubble(async b => {
      const [left, right] = [barrier(2), barrier(2)]
      const early = select([left, right])
      await b.settled()
      expect(await select([right, left])).toEqual({ key: 0, value: 1 })
      expect(await early).toEqual({ key: 1, value: 1 })
      expect([left.waiting, right.waiting]).toEqual([0, 0])
    }))
})

describe('the completion action', () => {
  test('runs once a phase, after all were told and before any goes on', () =>
    bubble(async () => {
      const log: string[] = []
      const turn = barrier(3, { onComplete: phase => log.push(`phase ${phase}`) })
      const walker = (name: string) => async () => {
        await turn.sync()
        log.push(name)
      }
      await parallel(walker('a'), walker('b'), function* () {
        yield* fiberSync(turn)
        log.push('c')
      })
      expect(log[0]).toBe('phase 1')
      expect(log.slice(1).sort()).toEqual(['a', 'b', 'c'])
    }))

  test('what it throws is thrown in the last to arrive; the phase is complete', () =>
    bubble(async b => {
      const turn = barrier(2, {
        onComplete() {
          throw new Error('broken action')
        },
      })
      const first = outcome(turn.sync())
      await b.settled()
      await expect(turn.sync()).rejects.toThrow('broken action')
      expect(await first).toEqual({ value: 1 })
    }))
})

test('a scope that owns a barrier frees those who wait when it fails, with the cause', () =>
  bubble(async () => {
    const turn = barrier(2, 'turn')
    const reached: unknown[] = []
    const failing = scope(async s => {
      s.own(turn)
      s.spawn(async () => {
        reached.push(await outcome(turn.sync()))
      })
      s.spawn(async () => {
        throw new Error('broken walker')
      })
    })
    await expect(failing).rejects.toThrow('broken walker')
    expect(reached).toEqual([{ error: expect.any(PoisonError) }])
    await expect(turn.sync()).rejects.toThrow('barrier turn was poisoned: broken walker')
    expect(await run(() => sync(barrier(1)))).toBe(1)
  }))
