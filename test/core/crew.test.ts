import { expect, test } from 'vitest'
import { sync as fiberSync } from '../../src/fiber/index.ts'
import { after, crew, run, select, type Token } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

test('many share, or one holds it alone', () =>
  bubble(async b => {
    const table = crew('table')
    const readers = [await table.shared.acquire(), await table.shared.acquire()]
    expect(table.exclusive.tryAcquire()).toBeUndefined()
    const writing = table.exclusive.acquire()
    await b.settled()
    expect(b.waiting).toEqual(["the test is waiting in select of 'crew table (exclusive)'"])
    for (const reader of readers) reader.release()
    const writer = await writing
    expect(table.shared.tryAcquire()).toBeUndefined()
    expect(table.exclusive.tryAcquire()).toBeUndefined()
    writer.release()
    expect(table.shared.tryAcquire()?.held).toBe(true)
  }))

test('one line for both: a reader behind a waiting writer waits, readers behind it go together', () =>
  bubble(async b => {
    const table = crew()
    const log: string[] = []
    const first = await table.shared.acquire()
    const enter = async (name: string, lock: 'shared' | 'exclusive'): Promise<Token> => {
      const token = await table[lock].acquire()
      log.push(name)
      return token
    }
    const writer = enter('writer', 'exclusive')
    const late = [enter('reader 1', 'shared'), enter('reader 2', 'shared')]
    await b.settled()
    expect(log).toEqual([])
    first.release()
    await b.settled()
    expect(log).toEqual(['writer'])
    ;(await writer).release()
    await Promise.all(late)
    expect(log).toEqual(['writer', 'reader 1', 'reader 2'])
  }))

test('a writer that leaves the line lets those behind it go', () =>
  bubble(async b => {
    const table = crew()
    const held = await table.shared.acquire()
    const controller = new AbortController()
    const writer = table.exclusive.acquire({ signal: controller.signal })
    const chosen = select({ write: table.exclusive, late: after(5) })
    const reader = table.shared.acquire()
    controller.abort(new Error('no longer wanted'))
    await expect(writer).rejects.toThrow('no longer wanted')
    await b.settled()
    expect(b.waiting).toHaveLength(2)
    await b.advance(5)
    expect(await chosen).toMatchObject({ key: 'late' })
    expect((await reader).held).toBe(true)
    held.release()
  }))

test('a selection that offers both ways takes one', () =>
  bubble(async b => {
    const table = crew()
    const held = await table.exclusive.acquire()
    const either = select({ write: table.exclusive, read: table.shared })
    await b.settled()
    held.release()
    const { key, value } = await either
    expect(key).toBe('write')
    expect(table.shared.tryAcquire()).toBeUndefined()
    value.release()
    const token = await run(function* () {
      return yield* fiberSync(table.shared)
    })
    expect(token?.held).toBe(true)
  }))

test('poisoned, it tells both lines and those to come', () =>
  bubble(async () => {
    const table = crew('table')
    const held = await table.exclusive.acquire()
    const waiting = [table.shared.acquire(), table.exclusive.acquire()]
    table.poison(new Error('broken table'))
    for (const one of waiting) await expect(one).rejects.toThrow('was poisoned: broken table')
    await expect(table.shared.acquire()).rejects.toThrow('crew table (shared) was poisoned')
    held.release()
  }))
