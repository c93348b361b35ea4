/**
 * Starts a program in a process of its own, with the observer loaded before it.
 */

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runNode } from './child.ts'
import { moduleFor } from './own-modules.ts'
import { loaderFor } from './typescript.ts'
import { mustBeProgram, mustBeWritable } from './usage.ts'

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
  mustBeProgram(file)
  if (trace !== undefined) mustBeWritable(trace)
  const observed = debug || trace !== undefined || onMessage !== undefined
  const imports = loaderFor(path)
  if (observed) imports.push(pathToFileURL(moduleFor(path, 'preload')).href)
  return runNode([...imports.flatMap(module => ['--import', module]), path, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', ...(onMessage ? (['ipc'] as const) : [])],
    env: {
      ...process.env,
      ...environment,
      ...(debug && { HOCKET_DEBUG: '1' }),
      ...(trace !== undefined && { HOCKET_TRACE: resolve(trace) }),
    },
    started(child) {
      if (onMessage) child.on('message', onMessage)
      onStart?.(message => {
        if (child.connected) child.send(message)
      })
    },
  })
}
