/** `npm run bench -- plot --from FILE`: draws docs/benchmarks from the figures of one run. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseFile } from '../.build/bench/record.js'
import { charts } from './charts.js'
import { page } from './page.js'
import { svg } from './svg.js'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'benchmarks')
mkdirSync(folder, { recursive: true })
const run = parseFile(readFileSync(process.argv[2], 'utf8'))
const drawn = charts(run)
for (const { file, title, drawing } of drawn) writeFileSync(join(folder, file), svg(drawing, title))
writeFileSync(join(folder, 'README.md'), page(run, drawn))
console.log(`drew ${drawn.length} charts and the page in docs/benchmarks`)
