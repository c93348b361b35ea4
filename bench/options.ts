/** The command line. */
import { parseArgs } from 'node:util'
import { workloads } from './catalogue.ts'
import { flavours } from './entries.ts'
import { stressVariant } from './stress.ts'

export interface Options {
  /** Workloads to run, in order. */
  readonly names: readonly string[]
  /** A full run: with what grows, what is reserved, and the bounds at its end. */
  readonly all: boolean
  /** Only the plan of a full run, with the time that it will take. */
  readonly planOnly: boolean
  readonly rivals: boolean
  readonly flavours: readonly string[] | undefined
  /** Rounds in a lap or the size of the network; 'largest' for the largest population that fits. */
  readonly n: number | 'largest' | undefined
  readonly launches: number | undefined
  /** Variants of the stressed alternative, where they were asked for. */
  readonly stresses: readonly string[] | undefined
  /** Major versions of Node beside the one that runs the benchmark. */
  readonly nodes: readonly string[]
  /** Where the JSON goes: a file, the standard output (''), or nowhere. */
  readonly json: string | undefined
  /** The file to draw charts from, instead of measuring. */
  readonly plot: string | undefined
}

const reserved = flavours.filter(({ reserved }) => reserved).map(({ name }) => name)

export const usage = `npm run bench -- NAME... [options]        measure
npm run bench -- all --rivals --node 22,24,26 --json FILE
                                           measure everything, and hold it against the bounds
npm run bench -- check                     events that the checker explores in a second
npm run bench -- remote                    rendezvous between threads and over NATS, and a farm, beside their bounds
npm run bench -- plot --from FILE          draw the charts of docs/benchmarks from such a file

${workloads.map(({ name, measures }) => `  ${name.padEnd(10)} ${measures}`).join('\n')}

  --n N            rounds in a lap, or the size of the network; for density also 'largest'
  --flavours a,b   fiber, async, floor-generator, floor-promise (these are the default), a rival, or
                   ${reserved.join(', ')}
  --rivals         with every rival that is installed or can be
  --workloads a,b  all: only these of them
  --plan           all: only say who takes part and how long it will take
  --launches N     launches of each contestant (20; 8 for the networks that grow, 5 for density,
                   1 from a million processes on)
  --guards N,M     stressed: channels to select from (10)
  --writers N,M    stressed: writers blocked on each (1000)
  --node 22,24     beside this Node also under others (all: commstime only)
  --json [FILE]    one JSON object a line, to a file or instead of the tables
`

/** A mistake in the command line: its message is all that the user needs. */
export class UsageError extends Error {}

export function parseOptions(words: readonly string[]): Options {
  const { values, positionals } = parse(words)
  const all = positionals.includes('all')
  const everything = workloads.map(({ name }) => name)
  const names = all
    ? (list(values.workloads) ?? everything)
    : positionals.filter(name => name !== 'plot')
  for (const name of names) {
    if (!workloads.some(workload => workload.name === name)) {
      throw new UsageError(`no benchmark '${name}'\n\n${usage}`)
    }
  }
  const plotting = positionals.includes('plot')
  if (plotting && values.from === undefined) {
    throw new UsageError('plot needs a file of figures: npm run bench -- plot --from FILE')
  }
  if (!plotting && names.length === 0) throw new UsageError(usage)
  return {
    names,
    all,
    planOnly: values.plan ?? false,
    rivals: values.rivals ?? false,
    flavours: list(values.flavours),
    n: values.n === 'largest' ? 'largest' : positive('--n', values.n),
    launches: positive('--launches', values.launches),
    stresses: stresses(values.guards, values.writers),
    nodes: list(values.node) ?? [],
    json: values.json,
    plot: plotting ? values.from : undefined,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: withJsonFile(words),
      allowPositionals: true,
      options: {
        n: { type: 'string' },
        json: { type: 'string' },
        flavours: { type: 'string' },
        launches: { type: 'string' },
        guards: { type: 'string' },
        writers: { type: 'string' },
        node: { type: 'string' },
        rivals: { type: 'boolean' },
        workloads: { type: 'string' },
        plan: { type: 'boolean' },
        from: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`)
  }
}

/** `--json` may stand alone: it gets an empty file name unless a word follows that is no option and no name. */
function withJsonFile(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    if (word !== '--json') return [word]
    const next = words[i + 1]
    const names = ['all', ...workloads.map(({ name }) => name)]
    return next === undefined || next.startsWith('-') || names.includes(next) ? ['--json='] : [word]
  })
}

const list = (text: string | undefined) => text?.split(',').filter(Boolean)

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text.replaceAll('_', ''))
  if (Number.isInteger(number) && number > 0) return number
  throw new UsageError(`${option} takes a positive whole number, not '${text}'`)
}

function stresses(guards: string | undefined, writers: string | undefined) {
  if (guards === undefined && writers === undefined) return undefined
  const numbers = (option: string, text: string | undefined, otherwise: number) =>
    list(text)?.map(one => positive(option, one)!) ?? [otherwise]
  return numbers('--guards', guards, 10).flatMap(guards =>
    numbers('--writers', writers, 1_000).map(writers => stressVariant({ guards, writers })),
  )
}
