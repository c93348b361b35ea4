/**
 * Takes everything.
 */
import type { Reader } from '../core/reader.ts'
import { read } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Reads and forgets.
 *
 *     blackHole(unwanted.reader)
 *
 * Law: it never refuses a value. Source: JCSP plugNplay, BlackHole.
 */
export const blackHole = component(function* blackHole(input: Reader<unknown>) {
  for (;;) yield* read(input)
})
