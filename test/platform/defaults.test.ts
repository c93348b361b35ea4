import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ports as installed, type Ports } from '../../src/core/ports.ts'
import { installDefaults } from '../../src/platform/defaults.ts'

let ports: Ports
beforeEach(() => {
  ports = { ...installed }
  installDefaults(ports)
})
afterEach(() => void vi.unstubAllGlobals())

test('the clock is monotonic, in milliseconds, and its timers can be cleared', async () => {
  const { clock } = ports
  const before = clock.now()
  const fired = await new Promise<string>(resolve => {
    const cleared = clock.setTimer(1, () => resolve('the one that was cleared'))
    clock.clearTimer(cleared)
    clock.setTimer(2, () => resolve('the other'))
  })
  expect(fired).toBe('the other')
  expect(clock.now()).toBeGreaterThan(before)
  expect(Math.abs(clock.date() - Date.now())).toBeLessThan(60_000)
})

describe.each([
  ['setImmediate', {}],
  ['a message channel', { setImmediate: undefined }],
  ['a timer', { setImmediate: undefined, MessageChannel: undefined }],
])('the macrotask port by %s', (_, absent) => {
  test('runs each callback in a later turn, after the microtasks, in order', async () => {
    // A message channel of Node would keep the process alive; browsers have no such notion.
    class Channel extends MessageChannel {
      constructor() {
        super()
        opened.push(this)
      }
    }
    const opened: MessageChannel[] = []
    vi.stubGlobal('MessageChannel', Channel)
    for (const [name, value] of Object.entries(absent)) vi.stubGlobal(name, value)
    installDefaults(ports)
    const events: string[] = []
    const over = new Promise<void>(resolve => {
      ports.macrotask(() => void events.push('first'))
      ports.macrotask(() => {
        events.push('second')
        resolve()
      })
    })
    events.push('returned')
    await Promise.resolve()
    events.push('microtask')
    await over
    expect(events).toEqual(['returned', 'microtask', 'first', 'second'])
    for (const { port1 } of opened) port1.close()
  })
})

test('abort controllers are the platform’s, so that a signal can be handed to fetch', () => {
  const { signal, abort } = ports.createAbortable()
  expect(signal).toBeInstanceOf(AbortSignal)
  expect(abort).toBeTypeOf('function')
})
