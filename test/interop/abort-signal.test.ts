import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { after, channel, choose } from '../../src/index.ts'
import { abortWhen, anySignal } from '../../src/interop/index.ts'
import { bubble } from '../../src/testing/index.ts'

describe('the signal of a guard', () => {
  test('is aborted when the guard happens, with its value', () =>
    bubble(async b => {
      const hangUp = channel<string>('hang up')
      const { signal } = abortWhen(choose<unknown>(hangUp.reader, after(5_000)))
      await b.settled()
      expect(signal.aborted).toBe(false)
      await hangUp.writer.write('goodbye')
      await b.settled()
      expect(signal.reason).toBe('goodbye')
    }))

  test('is aborted with the error of a guard that fails', () =>
    bubble(async b => {
      const c = channel<string>('c')
      const { signal } = abortWhen(c.reader)
      c.writer.close()
      await b.settled()
      expect(signal.reason).toMatchObject({ name: 'ClosedError' })
    }))

  test('disposed of, it waits no longer and is never aborted', () =>
    bubble(async b => {
      let signal: AbortSignal
      {
        using late = abortWhen(after(5_000))
        signal = late.signal
      }
      await b.settled()
      expect(b.waiting).toEqual([])
      expect(signal.aborted).toBe(false)
    }))
})

describe('any of several signals', () => {
  const listeners = (...signals: AbortSignal[]): number[] =>
    signals.map(signal => getEventListeners(signal, 'abort').length)

  test('is aborted at once with the first, with its reason; nothing stays behind on the others', () => {
    const [one, other] = [new AbortController(), new AbortController()]
    using either = anySignal(one.signal, undefined, other.signal)
    expect(either.signal.aborted).toBe(false)
    expect(listeners(one.signal, other.signal)).toEqual([1, 1])
    other.abort('enough')
    expect(listeners(one.signal, other.signal)).toEqual([0, 0])
    one.abort('too late')
    expect(either.signal.reason).toBe('enough')
  })

  test('is aborted from the beginning by one that was aborted before', () => {
    const live = new AbortController()
    const { signal } = anySignal(live.signal, AbortSignal.abort('early'), AbortSignal.abort('too'))
    expect(signal.reason).toBe('early')
    expect(listeners(live.signal)).toEqual([0])
  })

  test('disposed of, it is never aborted; many share one listener', () => {
    const shutdown = new AbortController()
    const many = Array.from({ length: 100 }, () => anySignal(shutdown.signal))
    expect(listeners(shutdown.signal)).toEqual([1])
    for (const one of many) one[Symbol.dispose]()
    expect(listeners(shutdown.signal)).toEqual([0])
    shutdown.abort()
    expect(many.some(({ signal }) => signal.aborted)).toBe(false)
  })
})
