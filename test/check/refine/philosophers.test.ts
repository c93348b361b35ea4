// Published verdicts: Roscoe, "The Theory and Practice of Concurrency", §2.2.1, and the
// assertions of his script phils.csp. Symmetric philosophers deadlock with everyone holding the
// left fork; a butler who seats at most four, or one left-handed philosopher, prevents it.

import { describe, expect, it } from 'vitest'
import {
  deadlockFree,
  deterministic,
  divergenceFree,
  events,
  explore,
  hide,
  refines,
} from '../../../src/check/refine/index.ts'
import { table } from './models/philosophers.ts'

const five = table(5)

describe('five dining philosophers', () => {
  it('deadlock when each holds one fork (phils.csp: SYSTEM fails deadlock free [F])', () => {
    const verdict = deadlockFree(five.symmetric)
    expect(verdict.verdict).toBe('fails')
    if (verdict.verdict !== 'fails') return
    const { kind, trace } = verdict.counterexample
    expect(kind).toBe('deadlock')
    // The shortest way: five sit down and five pick up a fork.
    expect(trace).toHaveLength(10)
    expect(new Set(trace)).toEqual(
      new Set([0, 1, 2, 3, 4].flatMap(i => [`sits.${i}`, `picks.${i}.${i}`])),
    )
  })

  it("is the same system however it is composed (phils.csp: SYSTEM and SYSTEM')", () => {
    const model = 'failures-divergences'
    expect(refines(five.symmetric, five.symmetricGrouped, model).verdict).toBe('holds')
    expect(refines(five.symmetricGrouped, five.symmetric, model).verdict).toBe('holds')
    const size = explore(five.symmetric)
    expect(explore(five.symmetricGrouped).states).toBe(size.states)
  })

  it('do not deadlock with a butler (phils.csp: BSYSTEM holds)', () => {
    expect(deadlockFree(five.butler).verdict).toBe('holds')
  })

  it('do not deadlock when one is left-handed (phils.csp: ASSYSTEM holds)', () => {
    expect(deadlockFree(five.leftHanded).verdict).toBe('holds')
  })

  it('are deterministic while everything is seen, in every variant', () => {
    for (const system of [five.symmetric, five.leftHanded, five.butler]) {
      expect(deterministic(system).verdict).toBe('holds')
      expect(divergenceFree(system).verdict).toBe('holds')
    }
  })

  it('may or may not deadlock, unpredictably, when the forks are not seen', () => {
    const hidden = hide(five.symmetric, events(five.forkEvents, five.seating))
    expect(deterministic(hidden).verdict).toBe('fails')
    expect(divergenceFree(hidden).verdict).toBe('holds')
  })
})

describe('the table for other sizes', () => {
  for (const seats of [2, 3, 4, 6]) {
    it(`${seats} seats: symmetric deadlocks after ${2 * seats} events, left-handed does not`, () => {
      const { symmetric, leftHanded } = table(seats)
      const verdict = deadlockFree(symmetric)
      expect(verdict).toMatchObject({ verdict: 'fails', counterexample: { kind: 'deadlock' } })
      if (verdict.verdict === 'fails') {
        expect(verdict.counterexample.trace).toHaveLength(2 * seats)
      }
      expect(deadlockFree(leftHanded).verdict).toBe('holds')
    })
  }
})
