import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder bench/ of the sources. The compiled program is in bench/.build/bench, so it looks upwards for the
 * folder that has a compiler's settings.
 */
function find(from: string): string {
  if (existsSync(join(from, 'tsconfig.json')) && existsSync(join(from, 'rivals'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('the folder bench/ was not found above the running program')
  return find(parent)
}

export const folder = find(dirname(fileURLToPath(import.meta.url)))
