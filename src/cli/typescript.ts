/**
 * Running TypeScript: by Node itself where it can, else by way of tsx.
 */

import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from './usage.ts'

/** What to load before a file of this kind: nothing for JavaScript, or where Node strips types itself. */
export function loaderFor(path: string): string[] {
  if (!['.ts', '.mts', '.cts', '.tsx'].includes(extname(path))) return []
  // Started through tsx itself (as in development): the program inherits its hooks.
  if (process.execArgv.some(argument => argument.includes('tsx'))) return []
  // First the tsx of the program, then the one beside this command.
  for (const from of [path, import.meta.url]) {
    const found = resolveFrom(from)
    if (found !== undefined) return [found]
  }
  if ((process.features as { readonly typescript?: unknown }).typescript) return []
  throw new UsageError(
    `Node ${process.versions.node} does not run TypeScript by itself: npm install --save-dev tsx`,
  )
}

function resolveFrom(from: string): string | undefined {
  try {
    return pathToFileURL(createRequire(from).resolve('tsx')).href
  } catch {
    return undefined
  }
}
