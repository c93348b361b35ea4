/**
 * The modules of the tracing layer that are loaded when they are needed: most programs need none of them.
 */
import { ports } from '../core/ports.ts'

/** A module of that layer, with the ports that it has found. */
export interface Tracing {
  readonly engine: unknown
}

export const { url = '' } = import.meta as { readonly url?: string }

/** Where a module of that layer lies, seen from here; nowhere if the package was bundled. */
export const tracing = (name: string): string =>
  `../trace/${name}${url.slice(url.lastIndexOf('.'))}`

/** @throws Error (rejects) where there is no such module, or a loader has made a second engine of it */
export async function load<T extends Tracing>(name: string): Promise<T> {
  const { href } = new URL(tracing(name), url)
  const loaded: T = await import(/* @vite-ignore */ /* webpackIgnore: true */ href)
  if (loaded.engine !== ports) throw new Error(`${href} belongs to another engine`)
  return loaded
}
