// For runtimes with a command line: `node runtime-tests/main.mjs`, `deno run runtime-tests/main.mjs`.
// What `hocket` is there: the package's `node` condition holds for all of them.
import '../dist/node.js'
import { smoke } from './smoke.mjs'

console.log(`ok: ${(await smoke()).join(', ')}`)
