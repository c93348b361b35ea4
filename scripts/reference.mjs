// npm run docs:api: the API reference, generated from the sources with packages of its own.
import { join } from 'node:path'
import { root } from './lib/paths.mjs'
import { show } from './lib/run.mjs'
import { install } from './setup.mjs'

await install('.') // the types of what the sources import
await install('reference')
const { code } = await show(process.execPath, [join(root, 'reference', 'generate.mjs')])
if (code === 0) console.log(`the API reference is in ${join('reference', 'dist', 'index.html')}`)
process.exitCode = code
