/**
 * The game of life on a torus, with a barrier.
 *
 *     ┌ strip 0 ┐   ┌ strip 1 ┐   ┌ strip 2 ┐   ┌ strip 3 ┐
 *     └────┬────┘   └────┬────┘   └────┬────┘   └────┬────┘
 *     ═════╧═════════════╧═════════════╧═════════════╧═════ barrier
 *
 * The board is cut into strips, and a process works on each. It reads its neighbours' rows and writes its own, so
 * nobody may begin the next generation before all have finished this one: each generation ends at the barrier.
 * There are two boards, one to read and one to write, and the last to arrive swaps them, when everybody waits
 * and before anybody goes on. This is shared memory, which processes otherwise do without; the barrier is what
 * says who may touch it, and when.
 *
 * Conway's game (Gardner, Scientific American, October 1970).
 *
 *     node --import tsx examples/life.ts
 */
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Barrier, barrier, defineProcess, type ProcessContext, parallel } from 'hocket'

export interface Board {
  readonly width: number
  readonly height: number
  /** 1 for a cell that lives, row by row. */
  cells: Uint8Array
}

/** A board from a drawing: `#` lives. */
export function board(rows: readonly string[]): Board {
  const [first = ''] = rows
  const cells = Uint8Array.from(rows.join(''), cell => (cell === '#' ? 1 : 0))
  return { width: first.length, height: rows.length, cells }
}

export function rowsOf({ width, height, cells }: Board): string[] {
  return Array.from({ length: height }, (_, row) =>
    Array.from(cells.subarray(row * width, (row + 1) * width), cell => '.#'[cell]).join(''),
  )
}

/** The next state of one row. */
function evolve({ width, height, cells }: Board, row: number, next: Uint8Array): void {
  const above = ((row + height - 1) % height) * width
  const below = ((row + 1) % height) * width
  const here = row * width
  for (let column = 0; column < width; column++) {
    const left = (column + width - 1) % width
    const right = (column + 1) % width
    let neighbours = cells[here + left]! + cells[here + right]!
    for (const there of [above, below])
      neighbours += cells[there + left]! + cells[there + column]! + cells[there + right]!
    const lives = neighbours === 3 || (neighbours === 2 && cells[here + column] === 1)
    next[here + column] = lives ? 1 : 0
  }
}

/** The two boards, of which one is read and the other written. */
interface Boards {
  readonly now: Board
  next: Uint8Array
}

/** Works on the rows from `from` to before `to`, a generation at a time. */
const strip = defineProcess(async function strip(
  this: ProcessContext,
  boards: Boards,
  from: number,
  to: number,
  generation: Barrier,
  generations: number,
) {
  for (let left = generations; left > 0; left--) {
    for (let row = from; row < to; row++) evolve(boards.now, row, boards.next)
    await generation.sync({ signal: this.signal })
  }
})

/**
 * Lets a board live for some generations, in strips that are worked on in parallel. After each generation
 * `show` is called, by one of them while the others wait.
 */
export async function life(
  start: Board,
  generations: number,
  strips: number,
  show: (board: Board, generation: number) => void = () => {},
): Promise<Board> {
  const boards: Boards = {
    now: { ...start, cells: start.cells.slice() },
    next: new Uint8Array(start.cells.length),
  }
  const generation = barrier(strips, {
    name: 'generation',
    onComplete(number) {
      const { now, next } = boards
      boards.next = now.cells
      now.cells = next
      show(now, number)
    },
  })
  const rowOf = (at: number): number => Math.floor((at * start.height) / strips)
  await parallel(
    Array.from({ length: strips }, (_, at) =>
      strip(boards, rowOf(at), rowOf(at + 1), generation, generations),
    ),
  )
  return boards.now
}

/** A glider, which is itself again after four generations, one cell further down and to the right. */
const GLIDER = board([
  '.#........',
  '..#.......',
  '###.......',
  ...Array.from({ length: 5 }, () => '..........'),
])

async function main(): Promise<void> {
  const frames: string[][] = [rowsOf(GLIDER)]
  await life(GLIDER, 12, 4, now => frames.push(rowsOf(now)))
  // A terminal shows it as a film, a file as four pictures beside each other.
  if (process.stdout.isTTY)
    for (const [at, rows] of frames.entries()) {
      process.stdout.write(`${at === 0 ? '' : `\x1b[${rows.length}A`}${rows.join('\n')}\n`)
      await pause(100)
    }
  else
    for (const row of frames[0]!.keys())
      console.log([0, 4, 8, 12].map(at => frames[at]![row]).join('   '))
  console.log('a glider, 0, 4, 8 and 12 generations old')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
