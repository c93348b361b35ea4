import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Compiled, compile } from './compiled.ts'
import { programs as deadlocked } from './programs/deadlocked.ts'
import { programs as waiting } from './programs/waiting.ts'

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
}, 120_000)
afterAll(() => compiled.remove())

const debug = (program: string, name: string) =>
  compiled.hocket('run', '--debug', compiled.program(program), '--', name)

describe('a program that waits for something real is never called deadlocked', () => {
  test('there are at least thirty of them', () => {
    expect(Object.keys(waiting).length).toBeGreaterThanOrEqual(30)
  })

  test.concurrent.each(Object.keys(waiting))('%s', { timeout: 60_000 }, async name => {
    const { code, stderr } = await debug('waiting', name)
    expect(stderr).not.toContain('deadlock')
    expect(code).toBe(0)
  })
})

describe('a program that is deadlocked is told so, and ends with code 1', () => {
  test.concurrent.each(Object.keys(deadlocked))('%s', { timeout: 60_000 }, async name => {
    const { code, stderr } = await debug('deadlocked', name)
    expect(stderr).toMatch(/^deadlock: /m)
    expect(code).toBe(1)
  })
})
