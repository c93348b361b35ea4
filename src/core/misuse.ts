/**
 * The errors of an end that is used as the other one: what was done, and the right form.
 *
 * The compiler refuses it; these are for programs that it has not seen. The operations of the other end stand on
 * the prototype, hidden from the types, and throw: an end itself is no larger for it, and no operation slower.
 */
import { byProcess, type EndName, show } from './errors.ts'
import { ports } from './ports.ts'

/** The operations that only one of the ends has. */
const OPERATIONS: Readonly<Record<EndName, readonly string[]>> = {
  reader: ['read', 'tryRead', 'extended', 'consume'],
  writer: ['write', 'tryWrite', 'offer', 'offerWith'],
}

/** The process that is running, for the end of a message; empty where it is not known. */
export function inProcess(): string {
  return byProcess(ports.currentName())
}

/** Gives a prototype the operations of an end that it is not, as methods that throw. */
export function refuse(prototype: object, wanted: EndName): void {
  for (const operation of OPERATIONS[wanted])
    Object.defineProperty(prototype, operation, {
      value(this: unknown): never {
        throw new TypeError(
          `'${operation}' is an operation of the ${wanted}, not of the ${this}: ` +
            `channel.${wanted}.${operation}(…)${inProcess()}`,
        )
      },
    })
}

/** Explains a call with something that is not an end, or not the right one. */
export function notAnEnd(value: unknown, wanted: EndName, form: string): TypeError {
  return new TypeError(
    `expected the ${wanted} of a channel, not ${show(value)}: ${form}${inProcess()}`,
  )
}
