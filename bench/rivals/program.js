/**
 * One launch of a library of this folder, as bench/program.ts is for the flavours beside it:
 * `node program.js '{"flavour":…}'` prints one JSON object.
 */
import { parseArgs } from 'node:util'
import { takeCensus } from '../.build/bench/census.js'
import { Meter } from '../.build/bench/meter.js'

async function run({ workload, flavour, setting, plan }) {
  const { default: library } = await import(`./libraries/${flavour}.js`)
  if (workload === 'density') return takeCensus(library.population(setting.n), setting.n)
  const meter = new Meter(plan)
  await library.networks[workload](meter, setting)
  return { samples: meter.samples, n: meter.count }
}

const { positionals } = parseArgs({ allowPositionals: true })
const result = await run(JSON.parse(positionals[0]))
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
