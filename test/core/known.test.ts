import { expect, test } from 'vitest'
import { Noted } from '../../src/core/known.ts'

const make = (count: number, from = 0) => Array.from({ length: count }, (_, i) => ({ i: from + i }))
const numbers = (known: Noted<{ i: number }>) => known.present.map(({ i }) => i)

test('the first thousand are known, and no more while they are there', () => {
  const known = new Noted<{ i: number }>()
  const made = make(1500)
  for (const one of made) known.add(one)
  expect(numbers(known)).toEqual(made.slice(0, 1000).map(({ i }) => i))
})

test('when as many again have gone by, those that are gone make room', async () => {
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const known = new Noted<{ i: number }>()
  for (const one of make(1000)) known.add(one)
  // What a weak reference was just made for is kept to the end of the turn.
  await new Promise(resolve => setImmediate(resolve))
  runInNewContext('gc')()
  const late = make(1001, 5_000)
  for (const one of late) known.add(one)
  // The last of the old ones may still lie on the stack.
  expect(numbers(known).filter(i => i >= 5_000)).toEqual([5_999, 6_000])
})
