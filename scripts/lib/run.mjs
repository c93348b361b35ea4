// Child processes for the scripts: no shell, no stdin, and one of two ways to treat what they print.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './paths.mjs'

/**
 * Runs a command to its end and keeps what it prints.
 *
 * @returns {Promise<{ code: number, output: string }>} `output` is stdout and stderr in order of arrival;
 *   a command that could not be started has code 127, one that died by a signal has 128 and the number
 *   of the signal, as in a shell.
 */
export function capture(command, args, options = {}) {
  return start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
}

/** Runs a command that prints straight to our own output. Its `output` is empty. */
export function show(command, args, options = {}) {
  return start(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
}

/**
 * Runs a program in our place: it has our terminal, and its exit code becomes ours. A Ctrl-C reaches the
 * whole foreground group, so the program decides how to stop and we only wait for it.
 */
export async function become(command, args, options = {}) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
  for (const signal of signals) {
    process.on(signal, () => {
      // On a terminal the kernel has sent SIGINT to the program already; a second one would mean "at once".
      const onTerminal = process.stdin.isTTY || process.stderr.isTTY
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal)
    })
  }
  process.exitCode = await ended(child, chunk => process.stderr.write(chunk))
}

async function start(command, args, options) {
  let output = ''
  const child = spawn(command, args, { cwd: root, ...options })
  const keep = chunk => {
    output += chunk
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const code = await ended(child, keep)
  return { code, output }
}

function ended(child, report) {
  return new Promise(resolve => {
    child.on('error', error => {
      report(`${error.message}\n`)
      resolve(127)
    })
    child.on('close', (code, signal) => {
      if (signal) report(`ended by ${signal}\n`)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}
