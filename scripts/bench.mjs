// npm run bench -- NAME [...]: compiles the benchmark with the library and runs it in a clean Node. Compiled,
// since a loader that transforms TypeScript at run time wraps closures to keep their names, and timed loops pay.
import { tool } from './lib/paths.mjs'
import { become, capture } from './lib/run.mjs'
import { setup } from './setup.mjs'

await setup()
const { code, output } = await capture(tool('tsc'), ['-p', 'bench/tsconfig.json'])
if (code === 0) {
  const main = 'bench/.build/bench/main.js'
  await become(process.execPath, ['--expose-gc', main, ...process.argv.slice(2)])
} else {
  process.stderr.write(output)
  process.exitCode = code
}
