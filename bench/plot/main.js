/** `npm run bench -- plot --from FILE`: draws docs/benchmarks from the figures of one run. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseFile } from '../.build/bench/record.js'
import { charts } from './charts.js'
import { page } from './page.js'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'benchmarks')
const run = parseFile(readFileSync(process.argv[2], 'utf8'))
const drawn = []
for (const [file, chart] of Object.entries(charts(run.figures))) {
  if (chart === undefined) continue
  writeFileSync(join(folder, file), chart)
  drawn.push(file)
}
writeFileSync(join(folder, 'README.md'), page(run, drawn))
console.log(`drew ${drawn.length} charts and the page in docs/benchmarks`)
