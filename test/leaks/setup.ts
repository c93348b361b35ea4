/**
 * Run before every test file by `vitest.leaks.config.ts`: looks for leaks after each test, and fails where a process
 * that was called leaked goes on after all.
 */
import { afterAll, afterEach, expect } from 'vitest'
import '../../src/node.ts'
import { debug, findLeaks } from '../../src/trace/debugging.ts'

const { recorder, residents } = debug()
const found = new Map<number, string>()
const wrong: string[] = []

/** Milliseconds between two looks within a file. */
const INTERVAL = 1_000
let looked = performance.now()

/** Whatever a process does after it was called leaked was not possible. */
function goesOn(number: number): void {
  const name = found.get(number)
  if (name !== undefined) wrong.push(name)
}

const resume = recorder.resume.bind(recorder)
recorder.resume = number => {
  goesOn(number)
  resume(number)
}
const remove = residents.remove.bind(residents)
residents.remove = number => {
  goesOn(number)
  remove(number)
}

async function look(): Promise<void> {
  for (const { process, name, operations } of await findLeaks())
    found.set(process, `${name} ${operations.join(', ')}`)
}

afterEach(async () => {
  // A collection takes longer than most tests.
  if (residents.living.length === 0 || performance.now() - looked < INTERVAL) return
  await look()
  looked = performance.now()
})

afterAll(async () => {
  await look()
  await new Promise(resolve => setTimeout(resolve, 100))
  if (found.size > 0) console.log(`leaked: ${found.size}`)
  expect(wrong).toEqual([])
})
