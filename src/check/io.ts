/**
 * Calls that leave the library, in a program under check.
 */
import { ports } from '../core/ports.ts'
import { Control } from './control.ts'

/**
 * Awaits something foreign, such as a request or a file. In a check nothing else happens until it has come back,
 * so it counts as instantaneous and has to give the same each time; outside of a check it is a plain call.
 *
 *     const text = await io(() => readFile(path, 'utf8'))
 */
export async function io<R>(call: () => R | PromiseLike<R>): Promise<R> {
  const { choice } = ports
  if (!(choice instanceof Control)) return call()
  const { run } = choice
  run.outside++
  try {
    return await call()
  } finally {
    run.outside--
  }
}
