/** What limits a scope in a fiber, and what belongs to it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { read, scope, sleep } from '../../src/fiber/index.ts'
import {
  ClosedError,
  channel,
  PoisonError,
  type Reader,
  run,
  TimeoutError,
} from '../../src/node.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from '../core/flavours.ts'
import { inBubble, source, within } from './scoped.ts'

describe('what it owns', () => {
  test('is closed when it ends', async () => {
    const { value } = await inBubble(function* (s) {
      yield* sleep(1)
      return s.channel<number>('numbers').reader
    })
    await expect((value as Reader<number>).read()).rejects.toBeInstanceOf(ClosedError)
  })

  test('is poisoned with the cause when it fails', async () => {
    const root = new Error('broken')
    let input!: Reader<number>
    const ended = await inBubble(function* (s) {
      input = s.channel<number>('numbers').reader
      yield* sleep(1)
      throw root
    })
    expect(ended.error).toBe(root)
    const { error } = await outcome(input.read())
    expect(error).toBeInstanceOf(PoisonError)
    expect(error).toHaveProperty('cause', root)
  })

  test('runs in the context of the fiber', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const look = () => void seen.push(storage.getStore())
    const c = channel<number>('c')
    const waiting = storage.run('mine', () =>
      within(function* (s) {
        look()
        s.spawn(async () => look())
        s.spawn(function* () {
          yield* read(c.reader)
          look()
        })
        yield* read(c.reader)
        look()
      }),
    )
    // So that those who wait are resumed by what is done for another, in a turn of that.
    await new Promise(resolve => setImmediate(resolve))
    await storage.run('other', () => run(source(c.writer, 2)))
    await waiting
    expect(seen).toEqual(Array.from({ length: 4 }, () => 'mine'))
  })
})

test('a timeout names the scope and what was running, its body among them', async () => {
  const { error, now } = await inBubble(
    function* shopping(s) {
      const c = s.channel<number>('orders')
      s.spawn(() => c.reader.read(), { name: 'clerk' })
      yield* read(c.reader)
    },
    { timeout: 50, name: 'shop' },
  )
  expect(error).toBeInstanceOf(TimeoutError)
  expect((error as Error).message).toBe(
    "scope 'shop' took longer than 50 ms; still running: 'body of shop', 'clerk'",
  )
  expect(now).toBe(50)
})

test('who ignores the signal is named after the grace, in the root error: a process, or the body', () =>
  bubble(
    async b => {
      const root = new Error('broken')
      const ended = run(function* () {
        yield* scope(
          function* stubborn(s) {
            s.spawn(() => new Promise(() => {}), { name: 'stubborn' })
            s.spawn(() => sleep(20), { name: 'slow' })
            s.spawn(function* () {
              yield* sleep(10)
              throw root
            })
            for (;;)
              try {
                yield* sleep(400)
                return
              } catch {}
          },
          { grace: 300, name: 'outer' },
        )
      })
      const { error } = await outcome(b.run(() => ended))
      expect(error).toBe(root)
      expect(error).toHaveProperty('stillRunning', ['body of outer', 'stubborn'])
      expect(b.now).toBe(310)
      await b.run(() => run(() => sleep(400))) // the body ends, and nobody minds
    },
    { outside: ['stubborn'] },
  ))

test('a signal of its own is one of its limits, also when it is aborted already', () =>
  bubble(async b => {
    const controller = new AbortController()
    const c = channel<number>('c')
    const started: number[] = []
    const within = (signal: AbortSignal) =>
      outcome(
        run(function* () {
          yield* scope(
            function* () {
              started.push(1)
              yield* read(c.reader)
            },
            { signal },
          )
        }),
      )
    const ended = within(controller.signal)
    await b.settled()
    controller.abort('enough')
    expect((await ended).error).toBe('enough')
    expect((await within(controller.signal)).error).toBe('enough')
    expect(started).toEqual([1])
    expect(c.writer.tryWrite(1)).toBe(false)
  }))
