import { expect, test } from 'vitest'
import { after, promised, select, skip, sync } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('happens when the promise is fulfilled, and stays ready', () =>
  bubble(async () => {
    let resolve!: (value: string) => void
    const promise = new Promise<string>(fulfil => {
      resolve = fulfil
    })
    const guard = promised(promise)
    expect(await select({ guard, last: skip })).toMatchObject({ key: 'last' })
    const waiting = sync(guard)
    resolve('there')
    expect(await waiting).toBe('there')
    expect(await select({ guard, last: skip })).toEqual({ key: 'guard', value: 'there' })
  }))

test('a rejected promise rejects the selection with its error', () =>
  bubble(async b => {
    const guard = promised(Promise.reject(new Error('no answer')))
    await b.settled()
    await expect(sync(guard)).rejects.toThrow('no answer')
    await expect(select({ guard, last: skip })).rejects.toThrow('no answer')
  }))

test('however many turns are taken, the promise is asked once', () =>
  bubble(async b => {
    let asked = 0
    class Counted<T> extends Promise<T> {
      // biome-ignore lint/suspicious/noThenProperty: it is there to be counted
      override then(...handlers: never[]): never {
        asked++
        return super.then(...handlers) as never
      }
    }
    const promise = new Counted<never>(() => {})
    for (let turn = 0; turn < 100; turn++)
      await b.run(() => select({ slow: promised(promise), late: after(1) }))
    expect(asked).toBe(1)
    expect(() => promised(1 as never)).toThrow('promised(fetch(url))')
  }))
