/**
 * Named processes with their arguments, for composing as in occam.
 */
import { Definition } from './definition.ts'
import { DEFINITION, type DefinedBody, type ProcessContext } from './process.ts'

/**
 * Turns a function into a factory of processes: calling the factory gives a process that has not started,
 * with the function's name and the arguments remembered.
 *
 *     const copy = defineProcess(async <T>(input: Reader<T>, out: Writer<T>) => { … })
 *     await parallel(copy(a.reader, b.writer), copy(b.reader, c.writer))
 *
 * Generics are kept. A function that declares `this: ProcessContext` is called with its context. When a scope
 * fails, the ends among the arguments (also in arrays and plain objects, one level deep) are poisoned with
 * the cause; leases retire instead.
 *
 * @param options the name for reports (the function's own if left out), or name and `ownsEnds`
 */
export function defineProcess<A extends readonly unknown[], R>(
  fn: (this: ProcessContext, ...args: A) => R,
  options: string | DefineOptions = {},
): (...args: A) => DefinedBody<R> {
  const { name = fn.name || 'process', ownsEnds = false } =
    typeof options === 'string' ? { name: options } : options
  return (...args) => {
    const body = (context: ProcessContext): R => fn.apply(context, args as never)
    return Object.assign(body, { [DEFINITION]: new Definition(name, args, ownsEnds) })
  }
}

/** What a process is defined with. */
export interface DefineOptions {
  /** For reports. */
  readonly name?: string
  /**
   * Whether the process lets go of the ends among its arguments when it ends. A lease retires. Any other end
   * closes, or, when the process has failed or was aborted, is poisoned with the cause. A process so defined
   * never has to close anything.
   */
  readonly ownsEnds?: boolean
}
