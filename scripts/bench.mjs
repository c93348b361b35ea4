// npm run bench -- NAME [...]: compiles the benchmark with the library and runs it in a clean Node. Compiled,
// since a loader that transforms TypeScript at run time wraps closures to keep their names, and timed loops pay.
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, tool } from './lib/paths.mjs'
import { pinLibrary } from './lib/pins.mjs'
import { become, capture } from './lib/run.mjs'
import { setup } from './setup.mjs'

const built = join(root, 'bench', '.build')

/** Keeps the program as it was compiled, and gives the library in it the pins of the package. */
function applyPins() {
  const unpinned = join(built, 'unpinned')
  rmSync(unpinned, { recursive: true, force: true })
  for (const part of ['src', 'bench'])
    cpSync(join(built, part), join(unpinned, part), { recursive: true })
  pinLibrary(join(built, 'src'))
}

await setup()
const { code, output } = await capture(tool('tsc'), ['-p', 'bench/tsconfig.json'])
if (code === 0) {
  applyPins()
  const main = join(built, 'bench', 'main.js')
  await become(process.execPath, ['--expose-gc', main, ...process.argv.slice(2)])
} else {
  process.stderr.write(output)
  process.exitCode = code
}
