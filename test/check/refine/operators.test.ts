import { describe, expect, it } from 'vitest'
import {
  alphabetised,
  channel,
  deadlockFree,
  define,
  events,
  explore,
  externalChoice,
  guard,
  hide,
  interleave,
  internalChoice,
  type Process,
  parallel,
  prefix,
  rename,
  SKIP,
  STOP,
  sequence,
} from '../../../src/check/refine/index.ts'

describe('events', () => {
  it('unites events, sets and channels', () => {
    const left = channel('left', [0, true, 'x'])
    expect([...events('tock', left, new Set(['a']), ['b'])]).toEqual([
      'tock',
      'left.0',
      'left.true',
      'left.x',
      'a',
      'b',
    ])
  })

  it('refuses the reserved names wherever an event is named', () => {
    const reserved = "'τ' is reserved: name events in words, such as 'tick' or 'left.0'"
    expect(() => events('τ')).toThrow(reserved)
    expect(() => prefix('τ', STOP)).toThrow(reserved)
    expect(() => hide(STOP, '✓')).toThrow("'✓' is reserved")
    expect(() => rename(STOP, [['a', 'τ']])).toThrow(reserved)
    expect(() => deadlockFree(rename(prefix('a', STOP), () => 'τ'))).toThrow(reserved)
    expect(() => prefix('', STOP)).toThrow('an event needs a name')
  })
})

describe('channel', () => {
  it('gives events, input and output', () => {
    const c = channel('c', [1, 2])
    expect(c(2)).toBe('c.2')
    expect(c.events).toEqual(['c.1', 'c.2'])
    expect(c.output(1, STOP)).toEqual(prefix('c.1', STOP))
    expect(c.input(x => prefix(`d.${x}`, STOP))).toEqual(
      externalChoice(prefix('c.1', 'd.1', STOP), prefix('c.2', 'd.2', STOP)),
    )
  })

  it('names channel and value when the value was not declared', () => {
    const c = channel('c', [1, 2] as number[])
    expect(() => c(3)).toThrow(
      "channel 'c' does not carry 3: declare it, as in channel('c', [..., 3])",
    )
  })
})

describe('empty and single compositions', () => {
  it('are the units', () => {
    expect(externalChoice()).toBe(STOP)
    expect(interleave()).toBe(SKIP)
    expect(sequence()).toBe(SKIP)
    expect(alphabetised()).toBe(SKIP)
    const p = prefix('a', STOP)
    expect(externalChoice(p)).toBe(p)
    expect(internalChoice(p)).toBe(p)
    expect(parallel('a', p)).toBe(p)
    expect(() => internalChoice()).toThrow('internalChoice() needs at least one process')
  })

  it('guard does not build what it excludes', () => {
    const never = (): Process => {
      throw new Error('built')
    }
    expect(guard(false, never)).toBe(STOP)
  })

  it('an alphabet also confines a single process', () => {
    expect(explore(alphabetised([prefix('a', STOP), ['b']])).transitions).toEqual([])
  })
})

describe('define', () => {
  it('compares parameters by content, whatever the order of keys', () => {
    const P = define(
      'P',
      (at: { x: number; y: number }): Process => prefix('a', P({ y: at.y, x: at.x })),
    )
    expect(explore(P({ x: 1, y: 2 })).states).toBe(1)
  })

  it('compares definitions by identity: two may share a name', () => {
    const one = define('P', () => prefix('a', STOP))
    const two = define('P', () => prefix('b', STOP))
    const labels = explore(externalChoice(one(), two())).transitions.map(({ label }) => label)
    expect(labels).toEqual(['a', 'b'])
  })

  it.each<[string, () => Process]>([
    ['itself', () => P()],
    ['a choice of itself', () => externalChoice(P(), prefix('a', STOP))],
    ['a parallel of itself', () => interleave(P(), prefix('a', STOP))],
    ['hiding itself', () => hide(P(), 'a')],
    ['itself in sequence', () => sequence(P(), STOP)],
  ])('refuses a definition that is %s', (_, body) => {
    current = body
    expect(() => deadlockFree(P())).toThrow(
      "definition 'P' calls itself before its first step: guard the call with an event, " +
        "as in define('P', () => prefix('event', P()))",
    )
  })

  it('refuses one that recurses through ever new parameters', () => {
    const N = define('N', (n: number): Process => externalChoice(N(n + 1), STOP))
    expect(() => deadlockFree(N(0))).toThrow("definition 'N' calls itself before its first step")
  })

  it('takes an internal choice for a guard: its silent step comes first', () => {
    const Q = define('Q', (): Process => internalChoice(prefix('a', Q()), Q()))
    expect(deadlockFree(Q()).verdict).toBe('holds')
  })

  it('refuses parameters that have no content to compare', () => {
    const N = define('N', (n: number): Process => prefix('a', N(n)))
    expect(() => deadlockFree(N(Number.NaN))).toThrow(
      "definition 'N' was given NaN: parameters are finite numbers",
    )
  })

  it('recurses through parallel composition, as far as the bound allows', () => {
    const SPAWN = define(
      'SPAWN',
      (): Process => prefix('go', interleave(prefix('b', STOP), SPAWN())),
    )
    expect(deadlockFree(SPAWN(), { limit: 300 }).verdict).toBe('not exhausted')
  })
})

let current: () => Process = () => STOP
const P = define('P', (): Process => current())
