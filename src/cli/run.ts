/**
 * `hocket run`: a program under observation.
 */

import { parseArgs } from 'node:util'
import { launch } from './launch.ts'
import { UsageError } from './usage.ts'

const help = `usage: hocket run FILE [--debug] [--trace OUT] [-- ARGUMENT...]

Runs a program. FILE is JavaScript, or TypeScript (on Node 20 by way of tsx, where it is installed).

A program that ends in a deadlock says who waits for what, at which line.

  --debug      adds who holds what, where everything was made and spawned, and what came before. Costs time:
               about four times as much for an asynchronous communication. HOCKET_DEBUG=1 does the same.
  --trace OUT  write everything that happens to a file, for \`hocket trace\` and \`hocket view\`
  --           what follows are the program's own arguments

exit code: the program's own; 1 when it ended in a deadlock; 2 when it could not be started
`

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      debug: { type: 'boolean', default: false },
      trace: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [file, ...rest] = positionals
  if (file === undefined)
    throw new UsageError('run which program? hocket run FILE; see hocket run --help')
  const debug = values.debug || process.env.HOCKET_DEBUG === '1'
  return launch(file, rest, { debug, ...(values.trace !== undefined && { trace: values.trace }) })
}
