import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Compiled, compile } from './compiled.ts'
import { programs as deadlocked } from './programs/deadlocked.ts'
import { programs as waiting } from './programs/waiting.ts'

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
}, 120_000)
afterAll(() => compiled.remove())

const ways = {
  debugging: (program: string, name: string) =>
    compiled.hocket('run', '--debug', compiled.program(program), '--', name),
  'by itself': (program: string, name: string) => compiled.node(compiled.program(program), name),
}
const runs = (programs: object) =>
  Object.keys(ways).flatMap(way => Object.keys(programs).map(name => [way, name] as const))
const start = (way: string, program: string, name: string) =>
  ways[way as keyof typeof ways](program, name)

/** Without a process or a scope nothing counts what the program awaits, but Node: its exit code is 13. */
const isOutside = (name: string): boolean => name === 'a read at the top'

describe('a program that waits for something real is never called deadlocked', () => {
  test('there are at least thirty of them', () => {
    expect(Object.keys(waiting).length).toBeGreaterThanOrEqual(30)
  })

  test.concurrent.each(runs(waiting))('%s: %s', { timeout: 60_000 }, async (way, name) => {
    const { code, stderr } = await start(way, 'waiting', name)
    expect(stderr).not.toContain('deadlock')
    expect(code).toBe(0)
  })
})

describe('a program that is deadlocked is told so, and ends with code 1', () => {
  const judged = runs(deadlocked).filter(([way, name]) => way === 'debugging' || !isOutside(name))

  test.concurrent.each(judged)('%s: %s', { timeout: 60_000 }, async (way, name) => {
    const { code, stderr } = await start(way, 'deadlocked', name)
    expect(stderr).toMatch(/^deadlock: /m)
    expect(stderr).not.toContain('hocket: ')
    expect(code).toBe(1)
  })

  test.each(Object.keys(ways))(
    '%s: one that was told to stop waits without its signal',
    async way => {
      const { stderr } = await start(way, 'deadlocked', 'one that was told to stop')
      expect(stderr).toContain(
        '    was told to stop, and waits without its signal: pass { signal }',
      )
    },
  )

  test.each(Object.keys(ways))('%s: who waits for an answer is told of whom', async way => {
    const ended = await start(way, 'deadlocked', 'a call that was accepted and not answered')
    expect(ended.stderr).toMatch(/^ {4}waits for an answer on questions/m)
    const waits = await start(way, 'deadlocked', 'a fiber that calls and is not answered')
    expect(waits.stderr).toMatch(/^ {4}waits for an answer on questions/m)
    if (way === 'debugging') {
      expect(ended.stderr).toContain('questions, accepted by server, which has ended')
      expect(waits.stderr).toContain('questions, accepted by server for')
      expect(waits.stderr).toContain('questions ← to be answered by server')
    }
  })

  test('a module that waits for a channel by itself is told which', async () => {
    const { code, stderr } = await ways['by itself']('deadlocked', 'a read at the top')
    expect(stderr).toContain(
      "hocket: the program has ended while somebody waits to read 'numbers'\n",
    )
    expect(code).toBe(13)
  })
})
