/**
 * How many processes fit. Two limits end a population: memory, and on Linux the number of mappings of a program.
 * V8 maps its heap in pages of 256 KiB, each a mapping of its own, and the kernel allows `vm.max_map_count` of them
 * (65,530 by default): about 16 GiB of heap, whatever the memory. Past it V8 aborts without naming the setting.
 */
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

const V8_PAGE = 256 * 1024
/** Mappings that are not heap pages: code, libraries, stacks. */
const OTHER_MAPPINGS = 500
/** Resident memory besides the processes: Node itself, and the collector's own tables. */
const OTHER_MEMORY = 300e6

export interface Limits {
  /** Bytes that may still be used. */
  readonly memory: number
  /** `vm.max_map_count`, or infinity where there is no such limit. */
  readonly mappings: number
}

function field(path: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(path, 'utf8'))
    return found === null ? undefined : Number(found[1])
  } catch {
    return undefined
  }
}

export function limits(): Limits {
  const kibibytes = field('/proc/meminfo', /^MemAvailable:\s+(\d+)/m)
  return {
    memory: kibibytes === undefined ? totalmem() * 0.9 : kibibytes * 1024,
    mappings: field('/proc/sys/vm/max_map_count', /(\d+)/) ?? Number.POSITIVE_INFINITY,
  }
}

/** Bytes that one process takes of the heap and of memory, as a probe has measured them. */
export interface Footprint {
  readonly heap: number
  readonly resident: number
}

/** The largest population for which both limits hold. */
export function largest(footprint: Footprint, { memory, mappings }: Limits): number {
  const byMemory = (memory - OTHER_MEMORY) / footprint.resident
  const byMappings = ((mappings - OTHER_MAPPINGS) * V8_PAGE) / footprint.heap
  return Math.max(0, Math.floor(Math.min(byMemory, byMappings)))
}

/** Why n processes do not fit, with the setting to change; undefined when they do. */
export function refusal(n: number, footprint: Footprint, limits: Limits): string | undefined {
  const fits = largest(footprint, limits)
  if (n <= fits) return undefined
  const needed = n * footprint.resident + OTHER_MEMORY
  const pages = Math.ceil((n * footprint.heap) / V8_PAGE) + OTHER_MAPPINGS
  const many = (x: number) => x.toLocaleString('en')
  const reasons = [
    needed > limits.memory
      ? `they need ${(needed / 1e9).toFixed(1)} GB of memory and ${(limits.memory / 1e9).toFixed(1)} GB are available`
      : '',
    pages > limits.mappings
      ? `V8 would need ${many(pages)} mappings of 256 KiB and the kernel allows ${many(limits.mappings)}: ` +
        `raise it with 'sysctl -w vm.max_map_count=${pages * 2}'`
      : '',
  ].filter(Boolean)
  return `${many(n)} processes do not fit: ${reasons.join('; and ')}. The largest that fits is ${many(fits)} (--n largest).`
}

/** The V8 options that a population needs: room in the old generation, with a margin for the collector. */
export function heapFlags(n: number, { heap }: Footprint): string[] {
  const mebibytes = Math.ceil((n * heap * 1.15) / 2 ** 20) + 512
  return [`--max-old-space-size=${mebibytes}`, '--max-semi-space-size=64']
}
