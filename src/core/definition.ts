/**
 * What a scope knows of a process that `defineProcess` made: its name, and the channel ends among its arguments,
 * which a failure poisons and which a process that owns them lets go of.
 */
import { rootCause } from './errors.ts'
import { ENDED, type Process } from './process.ts'
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

  /**
   * Lets go of the ends that a process which has ended owned: as it has ended itself, so that nobody takes half a
   * stream for a whole one.
   */
  letGo({ state, value, scope }: Process): void {
    if (!this.ownsEnds) return
    if (state === ENDED) this.forEachEnd(end => end[Symbol.dispose]())
    else this.poisonEnds(scope.cancellation?.reason.cause ?? rootCause(value))
  }

  /** What a body has done wrong that gives a process so defined, instead of being it. */
  notStarted(): TypeError {
    const { name } = this
    return new TypeError(
      `calling the body gave process '${name}', which has not been started: ` +
        `spawn(${name}(input)), not spawn(${name}) or spawn(() => ${name}(input))`,
    )
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
