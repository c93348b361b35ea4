// The list of steps that `npm test` runs: one line each, with what went wrong below it.
import { performance } from 'node:perf_hooks'

/**
 * Runs named steps one after another. A failed step does not stop the next: one run shows all that is wrong.
 */
export function createSteps(print = console.log) {
  /** @type {string[]} */
  const failed = []
  let passed = 0
  return {
    /**
     * @param {string} name
     * @param {() => Promise<{ code: number, output?: string, note?: string | undefined }>} action `note` ends the line
     */
    async step(name, action) {
      const start = performance.now()
      const { code, output = '', note } = await attempt(action)
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      const detail = note === undefined ? '' : `  ${note}`
      print(`${code === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(12)} ${seconds.padStart(6)} s${detail}`)
      if (code === 0) {
        passed++
      } else {
        failed.push(name)
        if (output.trim() !== '') print(`\n${output.trimEnd()}\n`)
      }
    },
    /** The steps that passed and the names of those that failed, so far. */
    result: () => ({ passed, failed }),
  }
}

async function attempt(action) {
  try {
    return await action()
  } catch (error) {
    return { code: 1, output: String(error?.stack ?? error) }
  }
}
