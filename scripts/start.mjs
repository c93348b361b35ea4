// npm start [folder] [-- --view]: counts the words of a folder with the built package; with --view its network
// is drawn in the browser while it runs.
import { resolve } from 'node:path'
import { root } from './lib/paths.mjs'
import { become } from './lib/run.mjs'
import { setup, setupViewer } from './setup.mjs'

await setup()
const args = process.argv.slice(2)
const view = args.includes('--view')
const folder = args.find(arg => !arg.startsWith('-'))
if (view) await setupViewer()
// npm runs scripts in the root of the package; a folder was meant relative to where npm was called.
const from = process.env.INIT_CWD ?? process.cwd()
const target = folder === undefined ? resolve(root, 'node_modules') : resolve(from, folder)
const program = 'examples/wordfreq.ts'
await become(
  process.execPath,
  view
    ? ['dist/cli/main.js', 'view', '--open', program, '--', target]
    : ['--import', 'tsx', program, target],
)
