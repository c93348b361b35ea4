// npm start [folder] [-- --view]: counts the words of a folder with the built package.
import { resolve } from 'node:path'
import { root } from './lib/paths.mjs'
import { become } from './lib/run.mjs'
import { setup } from './setup.mjs'

await setup()
const args = process.argv.slice(2)
const options = args.filter(arg => arg.startsWith('-'))
const folder = args.find(arg => !arg.startsWith('-'))
// npm runs scripts in the root of the package; a folder was meant relative to where npm was called.
const from = process.env.INIT_CWD ?? process.cwd()
const target = folder === undefined ? resolve(root, 'node_modules') : resolve(from, folder)
await become(process.execPath, ['--import', 'tsx', 'examples/wordfreq.ts', target, ...options])
