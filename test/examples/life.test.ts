/**
 * Life in strips is life: the same as one loop over the board, whatever the strips.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Board, board, life, rowsOf } from '../../examples/life.ts'

/** The rules, word for word and cell by cell. */
function byOneLoop({ width, height, cells }: Board): Board {
  const at = (x: number, y: number) =>
    cells[((y + height) % height) * width + ((x + width) % width)] as number
  const next = cells.map((cell, index) => {
    const [x, y] = [index % width, Math.floor(index / width)]
    let neighbours = -cell
    for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) neighbours += at(x + dx, y + dy)
    return neighbours === 3 || (cell === 1 && neighbours === 2) ? 1 : 0
  })
  return { width, height, cells: next }
}

const boards = fc
  .tuple(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 3, max: 12 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
      .map((cells): Board => ({ width, height, cells })),
  )

test('each generation, in any number of strips, is that of one loop over the board', () =>
  fc.assert(
    fc.asyncProperty(boards, fc.integer({ min: 1, max: 12 }), async (start, strips) => {
      const shown: string[][] = []
      const end = await life(start, 8, strips, now => shown.push(rowsOf(now)))
      let expected = start
      for (let generation = 0; generation < 8; generation++) {
        expected = byOneLoop(expected)
        expect(shown[generation]).toEqual(rowsOf(expected))
      }
      expect(rowsOf(end)).toEqual(rowsOf(expected))
    }),
  ))

test('a glider glides, and the board that it started from stays as it was', async () => {
  const rows = ['.#....', '..#...', '###...', '......', '......', '......']
  const start = board(rows)
  const end = await life(start, 4, 3)
  expect(rowsOf(end)).toEqual(['......', '..#...', '...#..', '.###..', '......', '......'])
  expect(rowsOf(start)).toEqual(rows)
})
