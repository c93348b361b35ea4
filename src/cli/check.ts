/**
 * `hocket check`: every schedule of a program.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runNode } from './child.ts'
import { moduleFor } from './own-modules.ts'
import { loaderFor } from './typescript.ts'
import { mustBeProgram, mustBeWritable, onlyFile, UsageError } from './usage.ts'

const help = `usage: hocket check FILE [--export NAME] [--mode MODE] [--seed N] [--runs N] [--all]
                         [--trace OUT] [--replay TOKEN]

Explores the schedules of a program and says whether one goes wrong. FILE exports the program: an async function
without arguments that builds everything it uses.

  --export NAME   the export to check; default: 'default', 'program', or the only function
  --mode MODE     dpor (one schedule of each trace; the default), sleep, dfs, random, pct
  --seed N        seed of random and pct
  --runs N        the most schedules
  --time free     a timer may run out at any moment, not only when nothing else can happen
  --all           goes on after a failure, and counts them
  --trace OUT     writes a failure to a file, for \`hocket view\` and \`hocket trace\`
  --diagram       prints a failure as a Mermaid sequence diagram too
  --replay TOKEN  runs the schedule of a token and nothing else

exit code: 0 it holds; 1 it fails; 2 not everything was explored, or the command was used wrongly
`

const modes = ['dpor', 'sleep', 'dfs', 'random', 'pct']

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      export: { type: 'string' },
      mode: { type: 'string' },
      seed: { type: 'string' },
      runs: { type: 'string' },
      time: { type: 'string' },
      trace: { type: 'string' },
      all: { type: 'boolean', default: false },
      diagram: { type: 'boolean', default: false },
      replay: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const missing = 'check which program? hocket check FILE; see hocket check --help'
  const file = onlyFile(positionals, 'check', 'program', missing)
  if (values.mode !== undefined && !modes.includes(values.mode))
    throw new UsageError(`there is no mode '${values.mode}': ${modes.join(', ')}`)
  if (values.time !== undefined && values.time !== 'free')
    throw new UsageError(`'--time ${values.time}' is not known: --time free`)
  for (const name of ['seed', 'runs'] as const)
    if (values[name] !== undefined && !/^\d+$/.test(values[name]))
      throw new UsageError(`--${name} takes a whole number, not '${values[name]}'`)
  if (Number(values.runs) === 0) throw new UsageError('--runs takes a number from 1')
  const path = resolve(file)
  mustBeProgram(file)
  if (values.trace !== undefined) mustBeWritable(values.trace)
  return start(path, values)
}

/** Runs the check in a process of its own, in which the program meets the engine that it imports. */
function start(path: string, request: object): Promise<number> {
  const imports = loaderFor(path).flatMap(module => ['--import', module])
  const checker = moduleFor(path, 'check-program')
  return runNode([...imports, checker, path, JSON.stringify(request)])
}
