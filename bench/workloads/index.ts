/** hocket's two flavours: every workload through the public surface, with names. */
import '../../src/node.ts'
import type { Flavour, Network } from '../workload.ts'
import { commstime } from './commstime.ts'
import { density } from './density.ts'
import { fanIn, fanOut } from './fan.ts'
import { line } from './line.ts'
import { matrix } from './matrix.ts'
import { prodcons } from './prodcons.ts'
import { sieve } from './sieve.ts'
import { stressed } from './stressed.ts'

const workloads: Readonly<Record<string, Readonly<Record<'fiber' | 'async', Network>>>> = {
  commstime,
  prodcons,
  chain: line,
  ring: line,
  'fan-out': fanOut,
  'fan-in': fanIn,
  matrix,
  sieve,
  stressed,
}

function flavour(name: 'fiber' | 'async'): Flavour {
  const networks = Object.entries(workloads).map(([workload, form]) => [workload, form[name]])
  return { networks: Object.fromEntries(networks), population: density[name] }
}

export const fiber = flavour('fiber')
export const async = flavour('async')
