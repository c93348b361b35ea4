// Published verdicts: the assertions of the level crossing script of Schneider's lectures for
// "Concurrent and Real-time Systems: the CSP Approach" (Gay and Schneider, 1999): "the system is
// not safe (as checking the above assertion demonstrates), a controller is introduced".

import { describe, expect, it } from 'vitest'
import { hide, type Process, refines, STOP } from '../../../src/check/refine/index.ts'
import { movements, SAFE_SYSTEM, SPEC, SPEC0, SYSTEM } from './models/level-crossing.ts'

const traces = (specification: Process, implementation: Process) =>
  refines(specification, implementation, 'traces')

describe('the level crossing', () => {
  it('crashes without a controller: SPEC [T= SYSTEM fails', () => {
    const verdict = traces(SPEC, SYSTEM)
    expect(verdict).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'forbidden event', event: 'crash' },
    })
    // One car and one train, each approaching and entering, is the shortest way to a crash.
    if (verdict.verdict === 'fails') expect(verdict.counterexample.trace).toHaveLength(4)
  })

  it('says the same when all but the crash is hidden: STOP [T= SYSTEM \\ ETCG fails', () => {
    expect(traces(STOP, hide(SYSTEM, movements))).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'forbidden event', event: 'crash', trace: [], allowed: [] },
    })
  })

  it('is safe with the controller: SPEC [T= SAFE_SYSTEM and STOP [T= SAFE_SYSTEM \\ ETCG', () => {
    expect(traces(SPEC, SAFE_SYSTEM).verdict).toBe('holds')
    expect(traces(STOP, hide(SAFE_SYSTEM, movements)).verdict).toBe('holds')
  })

  it('lets cars and trains take turns only with the controller: SPEC0', () => {
    expect(traces(SPEC0, SYSTEM).verdict).toBe('fails')
    expect(traces(SPEC0, SAFE_SYSTEM).verdict).toBe('holds')
  })
})
