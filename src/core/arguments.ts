/**
 * The channel ends among the arguments of a defined process: what a failure poisons, and what a process that
 * owns its ends lets go of.
 */
import type { Definition } from './process.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** Ends the channel ends among the arguments of a defined process. */
export function endArguments(definition: Definition, cause: unknown): void {
  forEachEnd(definition, end => {
    if (end.leased) end.retire()
    else end.poison(cause)
  })
}

/** Visits the ends among the arguments, also in arrays and plain objects, one level deep. */
export function forEachEnd(
  { args }: Definition,
  visit: (end: Reader<unknown> | Writer<never>) => void,
): void {
  const visitOne = (value: unknown): void => {
    if (value instanceof Reader || value instanceof Writer) visit(value)
  }
  for (const argument of args) {
    visitOne(argument)
    if (Array.isArray(argument)) argument.forEach(visitOne)
    else if (isPlainObject(argument)) Object.values(argument).forEach(visitOne)
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
