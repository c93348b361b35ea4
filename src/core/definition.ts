/**
 * What a scope knows of a process that `defineProcess` made: its name, and the channel ends among its arguments,
 * which a failure poisons and which a process that owns them lets go of.
 */
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

type End = Reader<unknown> | Writer<never>

export class Definition {
  readonly name: string
  readonly args: readonly unknown[]
  /** Whether the process lets go of those ends when it ends. */
  readonly ownsEnds: boolean

  constructor(name: string, args: readonly unknown[], ownsEnds: boolean) {
    this.name = name
    this.args = args
    this.ownsEnds = ownsEnds
  }

  /** The same under a name that was given on the spot. */
  named(name: string): Definition {
    return new Definition(name, this.args, this.ownsEnds)
  }

  /** Ends the ends, with the cause of a failure; a lease only retires. */
  poisonEnds(cause: unknown): void {
    this.forEachEnd(end => {
      if (end.leased) end.retire()
      else end.poison(cause)
    })
  }

  /** Lets go of the ends: a lease retires, any other end closes. */
  closeEnds(): void {
    this.forEachEnd(end => end[Symbol.dispose]())
  }

  /** Visits the ends among the arguments, also in arrays and plain objects, one level deep. */
  forEachEnd(visit: (end: End) => void): void {
    const visitOne = (value: unknown): void => {
      if (value instanceof Reader || value instanceof Writer) visit(value)
    }
    for (const argument of this.args) {
      visitOne(argument)
      if (Array.isArray(argument)) argument.forEach(visitOne)
      else if (isPlainObject(argument)) Object.values(argument).forEach(visitOne)
    }
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
