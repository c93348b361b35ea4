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

// From Node 24 on the context is out of sight, and every one is captured.
test.runIf(/^v2[0-3]\./.test(process.version))(
  'where no store is, one context serves all, also while a storage is in use elsewhere',
  async () => {
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
  },
)

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
