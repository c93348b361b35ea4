// npm run test:long [-- --seed N] [vitest filters]: the soak and fuzz tests of test/long, which run for
// minutes. They take HOCKET_SEED; it is printed first, so that a failure can be repeated.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { tool } from './lib/paths.mjs'
import { become } from './lib/run.mjs'
import { setup, setupTests } from './setup.mjs'

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' } },
  allowPositionals: true,
})
const seed = values.seed ?? process.env.HOCKET_SEED ?? String(randomInt(2 ** 31))
await setup()
await setupTests()
console.log(`seed ${seed}`)
await become(tool('vitest'), ['run', '--config', 'vitest.long.config.ts', ...positionals], {
  env: { ...process.env, HOCKET_SEED: seed },
})
