/**
 * The asynchronous context of Node, and of those that follow it (Deno, Bun): where `AsyncLocalStorage` keeps its
 * stores. Other platforms have none to keep apart yet.
 */
import type { Ports, Snapshot } from '../core/ports.ts'

interface AsyncHooks {
  readonly AsyncLocalStorage?: { snapshot?(): Snapshot }
  executionAsyncResource?(): object
}

const { process } = globalThis as {
  readonly process?: {
    readonly version?: string
    readonly versions?: Readonly<Record<string, string | undefined>>
    getBuiltinModule?(name: string): unknown
  }
}

/** Deno and Bun tell the version of Node that they stand for, and keep their stores elsewhere. */
const isNode = process?.versions?.deno === undefined && process?.versions?.bun === undefined

/** Node 20 and 22; from 24 on the context is out of sight, and switching it costs next to nothing. */
const STORES_HANG_ON_RESOURCES = isNode && /^v2[0-3]\./.test(process?.version ?? '')

/**
 * The context port, or null where the platform cannot capture its context.
 *
 * Before Node 24 the stores hang on the resource that is executing. Where none does there is nothing to keep
 * apart, and one snapshot serves all: fibers of many scopes then run without switching between equal contexts,
 * which would cost more than their communication.
 */
export function contextPort(): Ports['captureContext'] {
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined
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
  // Once any storage is in use, every resource has its key: with nothing under it where no store is.
  for (const key of Object.getOwnPropertySymbols(resource))
    if (key.description === 'kResourceStore' && Reflect.get(resource, key) !== undefined)
      return false
  return true
}
