// Published verdicts: the assertions of Roscoe's abp.csp (August 1992; FDR 2.11 version of April
// 1997) and the comments that state their outcome; "The Theory and Practice of Concurrency", §5.3.

import { describe, expect, it } from 'vitest'
import {
  divergenceFree,
  type Process,
  refines,
  type Verdict,
} from '../../../src/check/refine/index.ts'
import {
  FSYSTEM,
  GET,
  LIVCH,
  PUT,
  RCVA,
  RCVG,
  RCVimp,
  RCVL,
  RCVN,
  RECV,
  SPEC,
  system,
} from './models/alternating-bit.ts'

const fd = (specification: Process, implementation: Process): Verdict['verdict'] =>
  refines(specification, implementation, 'failures-divergences').verdict

describe('the alternating bit protocol', () => {
  it('diverges with the unconstrained receiver: "while partially correct, it can diverge"', () => {
    expect(divergenceFree(system(RECV)).verdict).toBe('fails')
    expect(refines(SPEC, system(RECV), 'traces').verdict).toBe('holds')
  })

  it.each([
    ['RCVA, simple alternation', RCVA],
    ['RCVL, no run of more than three', RCVL],
    ['RCVN, totals not far apart', RCVN],
    ['RCVimp, message then acknowledgement', RCVimp],
  ])('is a buffer of size 3 with %s: "examples that will work"', (_, receiver) => {
    expect(fd(SPEC, system(receiver))).toBe('holds')
  })

  it('"RCVimp refines RCVN", and "actually equals (semantically) RCVA"', () => {
    expect(fd(RCVN, RCVimp)).toBe('holds')
    expect(fd(RCVA, RCVimp)).toBe('holds')
    expect(fd(RCVimp, RCVA)).toBe('holds')
  })

  it('has media that are live: LIVCH ⊑ PUT and LIVCH ⊑ GET', () => {
    expect(fd(LIVCH('a', 'b'), PUT)).toBe('holds')
    expect(fd(LIVCH('c', 'd'), GET)).toBe('holds')
  })

  it('with the general receiver "will be found to diverge"; "the failures check will work"', () => {
    expect(fd(SPEC, system(RCVG))).toBe('fails')
    expect(refines(SPEC, system(RCVG), 'failures').verdict).toBe('holds')
  })

  it('over media of unbounded loss refines in failures, and diverges without fairness', () => {
    expect(refines(SPEC, FSYSTEM, 'failures').verdict).toBe('holds')
    const verdict = refines(SPEC, FSYSTEM, 'failures-divergences')
    expect(verdict).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'divergence', trace: ['left.2'] },
    })
  })
})
