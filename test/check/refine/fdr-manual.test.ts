// Small published examples: the manuals of FDR2 (Formal Systems) and FDR4 (Oxford), and the first
// chapters of Hoare 1985 and Roscoe's TPC. Each test names its source and states its verdict.

import { describe, expect, it } from 'vitest'
import {
  channel,
  deadlockFree,
  define,
  deterministic,
  divergenceFree,
  events,
  externalChoice,
  hide,
  internalChoice,
  type Process,
  parallel,
  prefix,
  refines,
  rename,
  run,
  SKIP,
  STOP,
  sequence,
} from '../../../src/check/refine/index.ts'

const values = [0, 1] as const
const left = channel('left', values)
const right = channel('right', values)
const mid = channel('mid', values)

const COPY = define('COPY', (): Process => left.input(x => right.output(x, COPY())))

describe('FDR2 manual §1.3.2, "Simple buffer example"', () => {
  const SEND = define('SEND', (): Process => left.input(x => prefix(mid(x), 'ack', SEND())))
  const REC = define('REC', (): Process => mid.input(x => prefix(right(x), 'ack', REC())))
  const SYSTEM = hide(parallel(events(mid, 'ack'), SEND(), REC()), events(mid, 'ack'))

  it('SYSTEM and COPY refine each other: the implementation is correct, and equal', () => {
    expect(refines(COPY(), SYSTEM, 'failures-divergences').verdict).toBe('holds')
    expect(refines(SYSTEM, COPY(), 'failures-divergences').verdict).toBe('holds')
  })

  it('without the acknowledgement it holds two values, and is no longer a COPY', () => {
    const chained = hide(
      parallel(
        mid,
        rename(COPY(), event => event.replace('right', 'mid')),
        rename(COPY(), event => event.replace('left', 'mid')),
      ),
      mid,
    )
    expect(refines(COPY(), chained, 'traces')).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'forbidden event', trace: [left(0)], allowed: [right(0)] },
    })
  })
})

describe('buffers (TPC chapter 5, section5-1.csp)', () => {
  // BUFF⟨⟩ must accept any input when empty and offer output when not; bounded by N here.
  const BUFF = define(
    'BUFF',
    (stored: readonly (0 | 1)[], size: number): Process =>
      stored.length === 0
        ? left.input(x => BUFF([x], size))
        : externalChoice(
            right.output(stored[0] as 0 | 1, BUFF(stored.slice(1), size)),
            stored.length < size
              ? internalChoice(
                  STOP,
                  left.input(x => BUFF([...stored, x], size)),
                )
              : STOP,
          ),
  )
  const chain = (one: Process, other: Process) =>
    hide(parallel(mid, rename(one, fromRight), rename(other, fromLeft)), mid)
  const fromRight = values.map(x => [right(x), mid(x)] as const)
  const fromLeft = values.map(x => [left(x), mid(x)] as const)
  const fd = (specification: Process, implementation: Process) =>
    refines(specification, implementation, 'failures-divergences').verdict

  it('COPY is a buffer, and BL1: a chain of buffers is a buffer', () => {
    expect(fd(BUFF([], 1), COPY())).toBe('holds')
    expect(fd(BUFF([], 2), chain(COPY(), COPY()))).toBe('holds')
    expect(fd(BUFF([], 3), chain(COPY(), chain(COPY(), COPY())))).toBe('holds')
  })

  it('a chain of three is not a buffer of two', () => {
    expect(fd(BUFF([], 2), chain(COPY(), chain(COPY(), COPY())))).toBe('fails')
  })

  it('a larger bound is refined by a smaller: BUFF(n+1) ⊑ BUFF(n), and not conversely', () => {
    expect(fd(BUFF([], 3), BUFF([], 2))).toBe('holds')
    expect(fd(BUFF([], 2), BUFF([], 3))).toBe('fails')
  })
})

describe('FDR4 manual, "Refinement checking"', () => {
  const P1 = define('P1', (): Process => prefix('a', P2()))
  const P2 = define('P2', (): Process => internalChoice(P3(), P4()))
  const P3 = define('P3', (): Process => prefix('b', P2()))
  const P4 = define('P4', (): Process => prefix('a', P1()))
  const Q1 = define('Q1', (): Process => prefix('a', Q2()))
  const Q2 = define('Q2', (): Process => prefix('b', Q1()))

  it('Q1 [T= P1 fails at the pair (Q2, P4), after one a, by a second a', () => {
    expect(refines(Q1(), P1(), 'traces')).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'forbidden event', trace: ['a'], event: 'a', allowed: ['b'] },
    })
  })
})

describe('external against internal choice (Hoare 1985 chapter 3; TPC chapters 1 and 8)', () => {
  const external = externalChoice(prefix('a', STOP), prefix('b', STOP))
  const internal = internalChoice(prefix('a', STOP), prefix('b', STOP))

  it('have the same traces', () => {
    expect(refines(external, internal, 'traces').verdict).toBe('holds')
    expect(refines(internal, external, 'traces').verdict).toBe('holds')
  })

  it('differ in failures: ⊓ is refined by □, and □ is not refined by ⊓', () => {
    expect(refines(internal, external, 'failures').verdict).toBe('holds')
    expect(refines(external, internal, 'failures')).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'refusal', trace: [], offered: ['a'], refused: ['b'] },
    })
  })

  it('□ is deterministic, ⊓ is not, and neither is a → P □ a → Q (TPC chapter 9)', () => {
    expect(deterministic(external).verdict).toBe('holds')
    expect(deterministic(internal)).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'nondeterminism', trace: [] },
    })
    const same = externalChoice(prefix('a', STOP), prefix('a', 'b', STOP))
    expect(deterministic(same)).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'nondeterminism', trace: ['a'], event: 'b' },
    })
  })
})

describe('hiding recursion diverges (Hoare 1985 chapter 3; TPC chapter 3)', () => {
  const P = define('P', (): Process => prefix('a', P()))

  it('(μ p . a → p) \\ {a} diverges', () => {
    expect(divergenceFree(hide(P(), 'a'))).toMatchObject({
      verdict: 'fails',
      counterexample: { kind: 'divergence', trace: [] },
    })
  })

  it('is beneath everything in failures-divergences, and has no stable failure', () => {
    const diverging = hide(P(), 'a')
    expect(refines(diverging, run('a'), 'failures-divergences').verdict).toBe('holds')
    expect(refines(run('a'), diverging, 'failures-divergences').verdict).toBe('fails')
    expect(refines(run('a'), diverging, 'failures').verdict).toBe('holds')
  })

  it('is no deadlock: FDR reports the two apart', () => {
    expect(deadlockFree(hide(P(), 'a')).verdict).toBe('holds')
  })
})

describe('termination (TPC chapter 6)', () => {
  it('STOP deadlocks and SKIP does not', () => {
    expect(deadlockFree(STOP).verdict).toBe('fails')
    expect(deadlockFree(SKIP).verdict).toBe('holds')
    expect(deadlockFree(sequence(SKIP, STOP)).verdict).toBe('fails')
  })

  it('SKIP □ a → STOP may refuse a: termination cannot be prevented', () => {
    const offer = externalChoice(SKIP, prefix('a', SKIP))
    expect(refines(offer, SKIP, 'failures').verdict).toBe('holds')
    expect(deterministic(offer).verdict).toBe('fails')
  })

  it('is distributed: a parallel terminates when all of it has, not before', () => {
    const both = parallel([], prefix('a', SKIP), prefix('b', SKIP))
    expect(
      refines(
        externalChoice(prefix('a', 'b', SKIP), prefix('b', 'a', SKIP)),
        both,
        'failures-divergences',
      ).verdict,
    ).toBe('holds')
    expect(deadlockFree(parallel('a', SKIP, prefix('a', SKIP))).verdict).toBe('fails')
  })
})
