import { cpus, release, totalmem, type } from 'node:os'
import { circumstances } from './launch.ts'
import type { Machine } from './record.ts'

export function describeMachine(
  versions: Readonly<Record<string, string>>,
  unavailable: Readonly<Record<string, string>>,
): Machine {
  const processors = cpus()
  return {
    workload: 'machine',
    date: new Date().toISOString().slice(0, 10),
    cpu: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    launches: circumstances(),
    versions,
    unavailable,
  }
}
