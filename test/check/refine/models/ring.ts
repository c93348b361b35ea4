// A ring of one-place cells that pass tokens on: c.i from cell i-1 to cell i.

import { alphabetised, define, type Process, prefix } from '../../../../src/check/refine/index.ts'

/** `cells` cells in a ring, the first `tokens` of them holding a token at the start. */
export function ring(cells: number, tokens: number): Process {
  const next = (i: number) => (i + 1) % cells
  const EMPTY = define('EMPTY', (i: number): Process => prefix(`c.${i}`, FULL(i)))
  const FULL = define('FULL', (i: number): Process => prefix(`c.${next(i)}`, EMPTY(i)))
  return alphabetised(
    ...Array.from({ length: cells }, (_, i) => {
      const cell = i < tokens ? FULL(i) : EMPTY(i)
      return [cell, [`c.${i}`, `c.${next(i)}`]] as const
    }),
  )
}
