// For runtimes with a command line: `node runtime-tests/main.mjs`, `deno run runtime-tests/main.mjs`.
import { smoke } from './smoke.mjs'

console.log(`ok: ${(await smoke()).join(', ')}`)
