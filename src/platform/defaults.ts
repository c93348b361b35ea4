/**
 * The default ports: the platform's clock, timers, macrotasks, asynchronous context and abort controllers.
 */
import type { Ports, Snapshot } from '../core/ports.ts'

// Structural types of what Node, Deno, Bun and browsers share, so that neither DOM nor Node types are needed.
interface Platform {
  readonly performance: { now(): number }
  setTimeout(callback: () => void, delay: number): unknown
  clearTimeout(handle: unknown): void
  setImmediate?(callback: () => void): unknown
  readonly MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null }
    port2: { postMessage(message: unknown): void }
  }
  readonly AbortController: new () => { readonly signal: AbortSignal; abort(reason: unknown): void }
  readonly process?: { readonly version?: string; getBuiltinModule?(name: string): unknown }
}

const platform = globalThis as unknown as Platform

/** Node 20 and 22; from 24 on the context is out of sight, and switching it costs next to nothing. */
const STORES_HANG_ON_RESOURCES = /^v2[0-3]\./.test(platform.process?.version ?? '')

/** The next turn of the event loop: `setImmediate` where there is one, else a message to ourselves. */
function macrotaskPort(): Ports['macrotask'] {
  const { setImmediate, MessageChannel } = platform
  if (setImmediate !== undefined) return callback => void setImmediate(callback)
  if (MessageChannel === undefined) return callback => void platform.setTimeout(callback, 0)
  const queue: (() => void)[] = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => queue.shift()?.()
  return callback => {
    queue.push(callback)
    port2.postMessage(null)
  }
}

interface AsyncHooks {
  readonly AsyncLocalStorage?: { snapshot?(): Snapshot }
  executionAsyncResource?(): object
}

/**
 * Node's asynchronous context, without importing Node: other platforms have none to keep apart yet.
 *
 * Before Node 24 the stores hang on the resource that is executing. Where none does there is nothing to keep
 * apart, and one snapshot serves all: fibers of many scopes then run without switching between equal contexts,
 * which would cost more than their communication.
 */
function contextPort(): Ports['captureContext'] {
  const hooks = platform.process?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined
  const storage = hooks?.AsyncLocalStorage
  if (storage?.snapshot === undefined) return null
  const capture = (): Snapshot => (storage.snapshot as () => Snapshot)()
  let empty: Snapshot | undefined
  return () => {
    if (!holdsNoStore(hooks?.executionAsyncResource?.())) return capture()
    empty ??= capture()
    return empty
  }
}

function holdsNoStore(resource: object | undefined): boolean {
  if (resource === undefined || !STORES_HANG_ON_RESOURCES) return false
  for (const key of Object.getOwnPropertySymbols(resource))
    if (key.description === 'kResourceStore') return false
  return true
}

/** Puts the platform's ports in place. */
export function installDefaults(ports: Ports): void {
  ports.clock = {
    now: () => platform.performance.now(),
    date: () => Date.now(),
    setTimer: (delay, callback) => platform.setTimeout(callback, delay),
    clearTimer: handle => platform.clearTimeout(handle),
  }
  ports.macrotask = macrotaskPort()
  ports.captureContext = contextPort()
  ports.createAbortable = () => new platform.AbortController()
}
