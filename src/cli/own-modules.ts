/**
 * The modules of this folder that run in the process of the user's program.
 */

import { createRequire } from 'node:module'
import { dirname, extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The path of such a module in the hocket that a program imports: it must meet the same engine, and a command that
 * is installed globally has another.
 */
export function moduleFor(program: string, name: 'preload' | 'check-program'): string {
  const own = fileURLToPath(import.meta.url)
  const theirs = packageOf(program)
  if (theirs === undefined || own.startsWith(theirs + sep))
    return join(dirname(own), `${name}${extname(own)}`)
  return join(theirs, 'dist', 'cli', `${name}.js`)
}

/** The folder of the hocket that a program imports, links resolved. */
function packageOf(program: string): string | undefined {
  try {
    return dirname(createRequire(program).resolve('hocket/package.json'))
  } catch {
    return undefined
  }
}
