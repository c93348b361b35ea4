/**
 * One launch of one flavour, in a process of its own: `node program.js '{"flavour":…}'`. Prints one JSON object,
 * `{"samples": [ns per round, …], "n": rounds in a lap}` or the figures of a population.
 */
import { parseArgs } from 'node:util'
import { findWorkload } from './catalogue.ts'
import { takeCensus } from './census.ts'
import type { Order } from './launch.ts'
import { Meter } from './meter.ts'
import type { Flavour } from './workload.ts'

// Only the flavour that is measured is loaded: what another's modules do to the engine is not its cost.
const hocket = (name: 'fiber' | 'async') => async () => (await import('./workloads/index.ts'))[name]

/** With a recorder that takes everything that happens. */
function traced(name: 'fiber' | 'async') {
  return async () => {
    const flavour = await hocket(name)()
    const { record } = await import('../src/trace/index.ts')
    record()
    return flavour
  }
}

const load: Readonly<Record<string, () => Promise<Flavour>>> = {
  fiber: hocket('fiber'),
  async: hocket('async'),
  'fiber-traced': traced('fiber'),
  'async-traced': traced('async'),
  // The same program in another place, with a library that portless.ts has changed.
  'fiber-portless': hocket('fiber'),
  'async-portless': hocket('async'),
  // The same program in another place, with a library that nothing has changed.
  'fiber-unpinned': hocket('fiber'),
  'async-unpinned': hocket('async'),
  'floor-generator': () => import('./floor/generator.ts'),
  'floor-promise': () => import('./floor/promise.ts'),
}

async function run(order: Order): Promise<object> {
  const flavour = await load[order.flavour]?.()
  if (flavour === undefined) throw new Error(`no flavour '${order.flavour}'`)
  if (order.workload === 'density') {
    if (flavour.population === undefined) throw new Error(`${order.flavour} has no population`)
    return takeCensus(flavour.population(order.setting.n), order.setting.n)
  }
  const network = flavour.networks[order.workload]
  if (network === undefined || findWorkload(order.workload) === undefined) {
    throw new Error(`${order.flavour} has no network for ${order.workload}`)
  }
  const meter = new Meter(order.plan)
  await network(meter, order.setting)
  return { samples: meter.samples, n: meter.count }
}

const { positionals } = parseArgs({ allowPositionals: true })
const result = await run(JSON.parse(positionals[0] ?? '{}') as Order)
// The networks never end by themselves: their blocked processes must not keep a rival's timers alive.
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
