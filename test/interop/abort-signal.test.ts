import { expect, test } from 'vitest'
import { after, channel, choose } from '../../src/index.ts'
import { abortWhen } from '../../src/interop/index.ts'
import { bubble } from '../../src/testing/index.ts'

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
