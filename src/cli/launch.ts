/**
 * Starts a program in a process of its own, with the observer loaded before it.
 */

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { loaderFor } from './typescript.ts'
import { mustBeFile } from './usage.ts'

export interface LaunchOptions {
  readonly debug: boolean
  /** File to write the trace to. */
  readonly trace?: string
  /** Further environment variables. */
  readonly environment?: Readonly<Record<string, string>>
  /** Opens a channel for messages to and from the program's observer. */
  readonly onMessage?: (message: unknown) => void
  /** Told how to send a message to the program's observer. */
  readonly onStart?: (send: (message: object) => void) => void
}

/** Runs the program to its end and gives its exit code. */
export function launch(
  file: string,
  args: readonly string[],
  { debug, trace, environment, onMessage, onStart }: LaunchOptions,
): Promise<number> {
  const path = resolve(file)
  mustBeFile(file)
  const observed = debug || trace !== undefined || onMessage !== undefined
  const imports = [...loaderFor(path), ...(observed ? [preloadFor(path)] : [])]
  const child = spawn(
    process.execPath,
    [...process.execArgv, ...imports.flatMap(module => ['--import', module]), path, ...args],
    {
      stdio: ['inherit', 'inherit', 'inherit', ...(onMessage ? (['ipc'] as const) : [])],
      env: {
        ...process.env,
        ...environment,
        ...(debug && { HOCKET_DEBUG: '1' }),
        ...(trace !== undefined && { HOCKET_TRACE: resolve(trace) }),
      },
    },
  )
  if (onMessage) child.on('message', onMessage)
  onStart?.(message => {
    if (child.connected) child.send(message)
  })
  // What the terminal sends reaches both; what is sent to this process alone is passed on.
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, forward)
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      for (const one of signals) process.off(one, forward)
      settle(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/**
 * The observer that belongs to the hocket which the program imports: it must meet the same engine, and a command
 * that is installed globally has another.
 */
function preloadFor(path: string): string {
  const own = fileURLToPath(import.meta.url)
  const extension = own.endsWith('.ts') ? '.ts' : '.js'
  const mine = join(dirname(own), `preload${extension}`)
  const theirs = packageOf(path)
  if (theirs === undefined || mine.startsWith(theirs)) return pathToFileURL(mine).href
  return pathToFileURL(join(theirs, 'dist', 'cli', 'preload.js')).href
}

/** The folder of the hocket that a program imports, links resolved. */
function packageOf(path: string): string | undefined {
  try {
    return dirname(createRequire(path).resolve('hocket/package.json'))
  } catch {
    return undefined
  }
}
