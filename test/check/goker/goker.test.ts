import { describe, expect, test } from 'vitest'
import { check } from '../../../src/check/index.ts'
import { kernels } from './kernels.ts'

describe('bugs from the field (GoKer)', () => {
  test('26 of them', () => {
    expect(new Set(kernels.map(({ id }) => id)).size).toBe(26)
  })

  test.each(kernels)('$id: $story', async ({ program, options }) => {
    const buggy = await check(program(false), { ...options, maxRuns: 20_000 })
    expect(buggy.verdict).toBe('fails')
    expect(['deadlock', 'leftover', 'error']).toContain(buggy.failure!.kind)
    const replayed = await check(program(false), { ...options, replay: buggy.failure!.token })
    expect(replayed.failure!.message).toBe(buggy.failure!.message)
    const fixed = await check(program(true), { ...options, maxRuns: 20_000 })
    expect(fixed.failure?.message).toBeUndefined()
    expect(fixed.verdict).toBe('holds')
  })
})
