/**
 * What a program is to keep, told from within it, where its variables are in scope.
 */
import type { Finding } from './ending.ts'
import type { CheckOptions } from './options.ts'

/** The properties of one run. */
export interface Properties {
  readonly always: { readonly name: string; readonly holds: () => boolean }[]
  readonly option: (() => boolean | undefined) | undefined
  progress: number
  violation(): Finding | null
}

let present: Properties | null = null

export function propertiesOf(options: CheckOptions): Properties {
  const always: Properties['always'] = []
  const option = options.invariant
  return {
    always,
    option,
    progress: 0,
    violation() {
      try {
        if (option?.() === false)
          return { kind: 'invariant', message: 'the invariant does not hold' }
      } catch (error) {
        return { kind: 'invariant', message: (error as Error).message, error }
      }
      const broken = always.find(({ holds }) => !holds())
      if (broken === undefined) return null
      return { kind: 'invariant', message: `it is not always so that ${broken.name}` }
    },
  }
}

/** Makes these the properties that the program states from now on. */
export function atPath(properties: Properties): void {
  present = properties
}

/**
 * States, inside a program under check, what is always so: it is looked at after every event. Outside of a
 * check it does nothing.
 *
 *     always('nobody shares a fork', () => holders.every(count => count <= 1))
 */
export function always(name: string, holds: () => boolean): void {
  present?.always.push({ name, holds })
}

/** Says, inside a program under check, that it has got something done: a cycle without it is a livelock. */
export function progress(): void {
  if (present !== null) present.progress++
}
