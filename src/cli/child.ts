/**
 * A program in a Node process of its own, for as long as this one waits for it.
 */

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'

export interface ChildOptions {
  readonly stdio?: StdioOptions
  readonly env?: NodeJS.ProcessEnv
  /** Given the process when it has been started. */
  readonly started?: (child: ChildProcess) => void
}

/** Runs Node with the flags of this process, and gives the exit code as a shell does. */
export function runNode(
  args: readonly string[],
  { stdio = 'inherit', env = process.env, started }: ChildOptions = {},
): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio, env })
  started?.(child)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const passOn = (signal: NodeJS.Signals): void => {
    // Ctrl-C reaches all that a terminal has started; a second one would mean "at once" to many a program.
    const onTerminal = process.stdin.isTTY || process.stderr.isTTY
    if (signal !== 'SIGINT' || !onTerminal) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, passOn)
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      for (const one of signals) process.off(one, passOn)
      settle(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
