#!/usr/bin/env node
/**
 * The `hocket` command: finds the subcommand, and says in one line what was wrong with a call.
 */

import { readFileSync } from 'node:fs'
import { explainArguments, UsageError } from './usage.ts'

interface Command {
  readonly summary: string
  readonly load: () => Promise<{ main(args: string[]): Promise<number> }>
}

const commands: Readonly<Record<string, Command>> = {
  run: {
    summary: 'run a program; debug a deadlock, record a trace',
    load: () => import('./run.ts'),
  },
  check: { summary: 'explore every schedule of a program', load: () => import('./check.ts') },
  trace: { summary: 'turn a recorded trace into a picture', load: () => import('./trace.ts') },
  view: { summary: 'watch a program or a trace in the browser', load: () => import('./view.ts') },
}

const help = `hocket: communicating sequential processes

usage: hocket COMMAND [options]

commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(7)}${summary}`)
  .join('\n')}

\`hocket COMMAND --help\` tells more, \`hocket --version\` which one this is. Exit codes: 0 all is well; 1 it is not (a deadlock, a trace that cannot be
read); 2 the command was used wrongly; a program that is run gives its own.
`

/** Runs the command line and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help)
    return 0
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version()}\n`)
    return 0
  }
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!command) throw new UsageError(`there is no command '${name}'; see hocket --help`)
    const { main: run } = await command.load()
    return await run(rest)
  } catch (error) {
    const explained = explainArguments(error, name)
    const text = explained ?? (error instanceof Error ? error.message : String(error))
    process.stderr.write(`hocket: ${text}\n`)
    return error instanceof UsageError || explained !== undefined ? 2 : 1
  }
}

/** Of the package that holds this command: two folders up, whether it was compiled or not. */
function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

// Whoever reads may have seen enough: `hocket trace FILE --to text | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await main(process.argv.slice(2))
