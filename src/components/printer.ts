/**
 * Hands its input to a function, usually one that prints.
 */
import type { Reader } from '../core/reader.ts'
import { isThenable } from '../core/thenable.ts'
import { read, wait } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Calls `print` with every value. When it returns a promise, the next value is read once that has resolved: a
 * slow destination slows the network down.
 *
 *     printer(a.reader, console.log)
 *
 * Law: `print` is called once for each value, in order, never twice at a time. Source: JCSP plugNplay, Printer.
 */
export const printer = component(function* printer<T>(
  input: Reader<T>,
  print: (value: T) => unknown,
) {
  for (;;) {
    const printing = print(yield* read(input))
    if (isThenable(printing)) yield* wait(printing)
  }
})
