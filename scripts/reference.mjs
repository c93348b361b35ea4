// npm run docs:api: the API reference, generated from the sources with packages of its own.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/paths.mjs'
import { capture, show } from './lib/run.mjs'
import { install } from './setup.mjs'

/**
 * Generates it, or with `check` looks only whether all of it could be: whether every export has documentation, and
 * every link leads somewhere. Packages of the root must be installed, for the types of what the sources import.
 *
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function reference({ check = false, run = capture } = {}) {
  await install('reference')
  const options = check ? ['--check'] : []
  return run(process.execPath, [join(root, 'reference', 'generate.mjs'), ...options])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await install('.')
  const { code } = await reference({ run: show })
  if (code === 0) console.log(`the API reference is in ${join('reference', 'dist', 'index.html')}`)
  process.exitCode = code
}
