import { expect, test } from 'vitest'
import { QuietCore } from '../../bench/quiet-core.ts'

function machine(...speeds: number[]) {
  let time = 0
  const tried: number[] = []
  const quiet = new QuietCore(
    speeds.length,
    core => {
      tried.push(core)
      return speeds[core]!
    },
    () => time,
  )
  return {
    quiet,
    speeds,
    tried,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
  }
}

test('before anything was tried it is the last core', () => {
  expect(machine(1, 1).quiet.core).toBe(1)
})

test('launches move to a core that is clearly faster, and back again', () => {
  const { quiet, speeds, pass } = machine(50, 100)
  quiet.seek()
  expect(quiet.core).toBe(0)
  speeds[0] = 120
  pass(10_000)
  quiet.seek()
  expect(quiet.core).toBe(1)
})

test('launches stay where they are for a difference that is noise', () => {
  const { quiet } = machine(95, 100)
  quiet.seek()
  expect(quiet.core).toBe(1)
})

test('a choice holds for a while, for to try a core takes time', () => {
  const { quiet, tried, pass } = machine(100, 100)
  quiet.seek()
  pass(9_999)
  quiet.seek()
  expect(tried).toEqual([1, 0])
})

test('of many cores the last four are tried, and a single one is not', () => {
  const many = machine(...new Array<number>(64).fill(100))
  many.quiet.seek()
  expect(many.tried).toEqual([63, 62, 61, 60])
  const single = machine(100)
  single.quiet.seek()
  expect(single.tried).toEqual([])
})
