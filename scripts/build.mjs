// src → dist, when dist does not stand for src any more.
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, tool } from './lib/paths.mjs'
import { pinLibrary } from './lib/pins.mjs'
import { capture } from './lib/run.mjs'
import { filesUnder, rebuild } from './lib/stale.mjs'

const inputs = [
  'src',
  'tsconfig/base.json',
  'tsconfig/build.json',
  'package-lock.json',
  'scripts/lib/pins.mjs',
]

/**
 * Compiles the package if it has to.
 *
 * @returns {Promise<{ code: number, output: string, built: boolean }>}
 */
export function build() {
  return rebuild('dist', inputs, async () => {
    const result = await capture(tool('tsc'), ['-p', 'tsconfig/build.json'])
    if (result.code === 0) {
      removeOrphans()
      pinLibrary(join(root, 'dist'))
    }
    return result
  })
}

/** Removes what was compiled from sources that are gone: it would be published otherwise. */
function removeOrphans() {
  const dist = join(root, 'dist')
  const sources = new Set(
    filesUnder(join(root, 'src')).map(file =>
      relative(join(root, 'src'), file).replace(/\.ts$/, ''),
    ),
  )
  for (const file of filesUnder(dist)) {
    if (!sources.has(relative(dist, file).replace(/(\.d\.ts|\.js)$/, ''))) rmSync(file)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { code, output, built } = await build()
  process.stdout.write(output)
  if (code === 0) console.log(built ? 'built dist' : 'dist is current')
  process.exitCode = code
}
