/**
 * `hocket view`: a program, or a trace of one, in the browser.
 */

import { parseArgs } from 'node:util'
import { readDetails } from '../trace/json-lines.ts'
import { History } from '../view/history.ts'
import { openInBrowser } from '../view/open.ts'
import { type PageOptions, PortError, servePage } from '../view/page-server.ts'
import type { FeedMessage, FeedRequest } from './feed.ts'
import { launch } from './launch.ts'
import { readTrace, startOf } from './trace.ts'
import { mustBeFile, mustBeProgram, UsageError } from './usage.ts'

const help = `usage: hocket view FILE [--port N] [--open] [--debug] [-- ARGUMENT...]

Shows a network in the browser. FILE is a program, which is run and watched, or a trace that
\`hocket run --trace\` or \`hocket check --trace\` wrote. Prints the address of the page. Ctrl-C ends the
program, and then the page.

  --port N   the port to listen on; any free one if left out
  --open     open the page in the browser
  --debug    as \`hocket run --debug\`: where everything was made, and the knot of a deadlock
  --         what follows are the program's own arguments

The page is served to this machine only, under an address with a random token. No request leaves the machine.

exit code: 0; the program's own when that failed; 2 when the command was used wrongly
`

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '0' },
      open: { type: 'boolean', default: false },
      debug: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [file, ...rest] = positionals
  if (file === undefined)
    throw new UsageError('view what? hocket view FILE; see hocket view --help')
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not ${values.port}`)

  let ask: ((request: FeedRequest) => void) | undefined
  const history = new History(() => ask?.({ hocket: 'again' }))
  const recorded = isTrace(file)
  if (!recorded) mustBeProgram(file)
  else history.add(await readTrace(file), true)
  const page = await serve({
    history,
    ...(recorded ? described(file) : { program: file, directory: process.cwd(), mode: 'live' }),
    port,
    ...(!recorded && { control: action => ask?.({ hocket: action }) }),
  })
  // Told to end while the program runs, it ends with the program. Ctrl-C may have been meant for the program alone.
  let terminated = false
  const termination = signalled('SIGTERM').then(() => {
    terminated = true
  })
  process.stdout.write(`${page.address}\n`)
  if (values.open) openInBrowser(page.address)
  let code = 0
  try {
    if (!recorded) {
      code = await launch(file, rest, {
        debug: values.debug,
        environment: { HOCKET_VIEW: '1' },
        onMessage: message => {
          const told = message as FeedMessage
          if (told.hocket === 'events') history.add(told.events, told.anew)
          if (told.hocket === 'held') history.hold(told.paused, told.idle)
        },
        onStart: send => {
          ask = send
        },
      })
      const how = code === 0 ? '' : ` with exit code ${code}`
      if (!terminated)
        process.stdout.write(`the program has ended${how}; the page stays until Ctrl-C\n`)
    }
    history.end()
    await Promise.race([termination, signalled('SIGINT')])
  } finally {
    page.close()
  }
  return code
}

/** What a trace says of itself. */
function described(file: string): Pick<PageOptions, 'program' | 'directory' | 'mode' | 'property'> {
  const names = ['program', 'directory', 'mode', 'property'] as const
  const details = readDetails(startOf(file), names)
  const mode = details.mode === 'counterexample' ? 'counterexample' : 'recorded'
  return { program: file, ...details, mode }
}

/** Whether the file begins like a trace, rather than like a program. */
function isTrace(file: string): boolean {
  mustBeFile(file)
  return startOf(file).startsWith('{"format":"hocket-trace"')
}

function signalled(signal: NodeJS.Signals): Promise<void> {
  return new Promise(resolve => {
    process.once(signal, () => resolve())
  })
}

/** A port that is taken is a wrong call. */
async function serve(options: PageOptions): ReturnType<typeof servePage> {
  try {
    return await servePage(options)
  } catch (error) {
    throw error instanceof PortError ? new UsageError(error.message) : error
  }
}
