import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test, vi } from 'vitest'
import type { Ports } from '../../src/core/ports.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

const contextPort = async (): Promise<Ports['captureContext']> => {
  const module = await import('../../src/platform/context.ts')
  return module.contextPort()
}

test('a context is captured on Node', async () => {
  const storage = new AsyncLocalStorage<string>()
  const capture = (await contextPort()) as NonNullable<Ports['captureContext']>
  const within = storage.run('mine', capture)
  expect(within(() => storage.getStore())).toBe('mine')
})

test('where no store is, one context serves all, also while a storage is in use elsewhere', async () => {
  const storage = new AsyncLocalStorage<string>()
  const capture = (await contextPort()) as NonNullable<Ports['captureContext']>
  storage.run('mine', () => {})
  await new Promise(resolve => setImmediate(resolve))
  const before = capture()
  const [first, second] = await Promise.all([
    Promise.resolve().then(capture),
    Promise.resolve().then(capture),
  ])
  expect([first, second]).toEqual([before, before])
  expect(storage.run('mine', capture)).not.toBe(before)
  expect(before(() => storage.getStore())).toBeUndefined()
})

/** What Node 24 and later have, for whichever version runs this. */
function framesOf(stores: () => ReadonlyMap<unknown, unknown> | undefined) {
  const frame = Symbol('context_frame')
  class AsyncResource {
    readonly [key: symbol]: unknown
    constructor() {
      Object.assign(this, { [frame]: stores() })
    }
    runInAsyncScope<R>(run: () => R): R {
      return run()
    }
  }
  const getBuiltinModule = () => ({
    AsyncLocalStorage: { snapshot: () => () => {} },
    AsyncResource,
  })
  vi.stubGlobal('process', { version: 'v24.0.0', versions: {}, getBuiltinModule })
}

test('contexts with equal stores are one, those with others are not', async () => {
  let stores: ReadonlyMap<unknown, unknown> | undefined
  framesOf(() => stores)
  const capture = (await contextPort()) as NonNullable<Ports['captureContext']>
  const request = {}
  const captured = [
    undefined,
    [],
    [['a', request]],
    [['a', request]],
    [['a', {}]],
    [['b', request]],
  ]
    .map(entries => entries && new Map(entries as [string, object][]))
    .map(frame => {
      stores = frame
      return capture()
    })
  expect(captured.map(one => captured.indexOf(one))).toEqual([0, 1, 2, 2, 4, 5])
})

test('a platform that has none gives no port', async () => {
  vi.stubGlobal('process', {})
  expect(await contextPort()).toBeNull()
})

test.each(['deno', 'bun'])(
  '%s, which calls itself Node 22, has every context captured',
  async name => {
    const getBuiltinModule = () => ({
      AsyncLocalStorage: { snapshot: () => () => {} },
      executionAsyncResource: () => ({}),
    })
    const { v8 } = process.versions
    vi.stubGlobal('process', {
      version: 'v22.18.0',
      versions: { v8, [name]: '2' },
      getBuiltinModule,
    })
    const capture = (await contextPort()) as NonNullable<Ports['captureContext']>
    expect(capture()).not.toBe(capture())
  },
)
