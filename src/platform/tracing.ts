/**
 * The modules of the tracing layer that are loaded when they are needed: most programs need none of them.
 */
import { ports } from '../core/ports.ts'

/** A module of that layer, with the ports that it has found. */
export interface Tracing {
  readonly engine: unknown
}

interface ModuleBuiltin {
  createRequire(from: string): (path: string) => Tracing
}

const { process } = globalThis as {
  readonly process?: {
    readonly execArgv?: readonly string[]
    getBuiltinModule?(name: string): unknown
  }
}
const { url = '' } = import.meta as { readonly url?: string }

/** Where a module of that layer lies, seen from here; nowhere if the package was bundled. */
const tracing = (name: string): string => `../trace/${name}${url.slice(url.lastIndexOf('.'))}`

/** Whether modules may go through a loader, which may start a compiler of its own for those that are loaded at once. */
export const isHooked = (): boolean =>
  process?.execArgv?.some(argument =>
    /^(--import|--require|-r|--(experimental-)?loader)\b/.test(argument),
  ) === true

/**
 * Loads a module at once, with no turn of the event loop between. Null where Node cannot (before 20.19), where a loader
 * such as tsx has made a second engine of it, and where the package was bundled.
 */
export function loadNow<T extends Tracing>(name: string): T | null {
  try {
    const modules = process?.getBuiltinModule?.('node:module') as ModuleBuiltin | undefined
    const loaded = modules?.createRequire(url)(tracing(name))
    return loaded?.engine === ports ? (loaded as T) : null
  } catch {
    return null
  }
}

/** @throws Error (rejects) where there is no such module, or a loader has made a second engine of it */
export async function load<T extends Tracing>(name: string): Promise<T> {
  const { href } = new URL(tracing(name), url)
  const loaded: T = await import(/* @vite-ignore */ /* webpackIgnore: true */ href)
  if (loaded.engine !== ports) throw new Error(`${href} belongs to another engine`)
  return loaded
}
