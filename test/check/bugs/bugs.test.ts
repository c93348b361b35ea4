import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { check, describeFailure, diagram } from '../../../src/check/index.ts'
import { planted } from './programs.ts'

const found: Record<string, { kind: string; message: string; length: number; token: string }> = {}

describe('a planted bug is found, made short, and told', () => {
  test.each(Object.entries(planted))('%s', async (name, { program, kind, length, says }) => {
    const { verdict, failure } = await check(program)
    expect(verdict).toBe('fails')
    expect(failure!.kind).toBe(kind)
    expect(failure!.message).toContain(says)
    expect(failure!.length).toBe(length)
    expect(describeFailure(failure!)).toContain(failure!.token)
    expect(diagram(failure!)).toMatch(/^sequenceDiagram/)
    const { message, token } = failure!
    found[name] = { kind, message, length, token }
  })

  test('every token replays in a new process', () => {
    const tokens = Object.fromEntries(
      Object.entries(found).map(([name, { token }]) => [name, token]),
    )
    const script = fileURLToPath(new URL('./replay.ts', import.meta.url))
    const output = execFileSync(
      process.execPath,
      ['--import', 'tsx', script, JSON.stringify(tokens)],
      { encoding: 'utf8' },
    )
    const replayed = JSON.parse(output) as Record<string, { kind: string; message: string }>
    expect(Object.keys(replayed)).toEqual(Object.keys(planted))
    for (const [name, { kind, message, length }] of Object.entries(found))
      expect(replayed[name]).toEqual({ kind, message, length })
  })
})
