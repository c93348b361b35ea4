/** `npm run bench -- NAME…`: measures, prints tables or JSON, and holds a full run against the bounds. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Options, parseOptions, UsageError } from './options.ts'
import { say } from './progress.ts'
import { folder } from './root.ts'
import { run } from './run.ts'
import { install } from './satellite.ts'

// The checker and the remote channels have no flavours: a page of its own each.
if (process.argv[2] === 'check') {
  await import('./check.ts')
  process.exit()
}
if (process.argv[2] === 'remote') {
  const { measureRemote } = await import('./remote/main.ts')
  process.exit((await measureRemote(process.argv.slice(3))) ? 0 : 1)
}
const options = readOptions()
if (options.plot === undefined) await run(options)
else process.exitCode = draw(options.plot)

/** The charts have packages of their own, and are drawn by a program of their own. */
function draw(file: string): number {
  install('plot', say)
  const program = join(folder, 'plot', 'main.js')
  return spawnSync(process.execPath, [program, file], { stdio: 'inherit' }).status ?? 1
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
