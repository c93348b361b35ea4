import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  channel,
  define,
  explore,
  externalChoice,
  hide,
  internalChoice,
  type Process,
  prefix,
  SKIP,
  STOP,
  type TransitionSystem,
  toAut,
  toCspm,
} from '../../../src/check/refine/index.ts'
import { term } from './terms.ts'

const left = channel('left', [0, 1])
const right = channel('right', [0, 1])
const COPY = define('COPY', (): Process => left.input(x => right.output(x, COPY())))
const mixed = externalChoice(prefix('a', SKIP), hide(prefix('h', 'b', STOP), 'h'))

describe('explore', () => {
  it('lists states and transitions in breadth-first order', () => {
    expect(explore(COPY())).toEqual({
      states: 3,
      transitions: [
        { source: 0, label: 'left.0', target: 1 },
        { source: 0, label: 'left.1', target: 2 },
        { source: 1, label: 'right.0', target: 0 },
        { source: 2, label: 'right.1', target: 0 },
      ],
    })
  })

  it('refuses to list half of a system', () => {
    const COUNT = define('COUNT', (n: number): Process => prefix('a', COUNT(n + 1)))
    expect(() => explore(COUNT(0), { limit: 100 })).toThrow(
      'the process has more than 100 states: raise the limit',
    )
  })
})

describe('toAut', () => {
  it('writes the Aldebaran format', () => {
    expect(toAut(explore(mixed))).toBe(
      [
        'des (0, 5, 5)',
        '(0, "a", 1)',
        '(0, i, 2)',
        '(1, exit, 3)',
        '(2, "a", 1)',
        '(2, "b", 4)',
        '',
      ].join('\n'),
    )
  })

  it('writes the labels of mCRL2 when asked', () => {
    const text = toAut(explore(mixed), { silent: 'tau', termination: 'Terminate' })
    expect(text).toContain('(0, tau, 2)')
    expect(text).toContain('(1, Terminate, 3)')
  })

  it('refuses events that the format cannot carry', () => {
    expect(() => toAut(explore(prefix('say "hi"', STOP)))).toThrow('cannot be written in .aut')
    expect(() => toAut(explore(prefix('i', STOP)))).toThrow("event 'i' would be read as a special")
    expect(toAut(explore(prefix('i', STOP)), { silent: 'tau' })).toContain('(0, "i", 1)')
  })

  it('is read back as the same system', () => {
    fc.assert(
      fc.property(term, process => {
        const system = explore(process)
        expect(parseAut(toAut(system))).toEqual(system)
      }),
    )
  })
})

// A reader of the format as CADP describes it.
function parseAut(text: string): TransitionSystem {
  const [header, ...rest] = text.trimEnd().split('\n')
  const [, initial, count, states] = /^des \((\d+), (\d+), (\d+)\)$/.exec(header ?? '') ?? []
  expect(initial).toBe('0')
  expect(rest).toHaveLength(Number(count))
  const special: Record<string, string> = { i: 'τ', exit: '✓' }
  const transitions = rest.map(line => {
    const match = /^\((\d+), (?:"([^"]*)"|(\w+)), (\d+)\)$/.exec(line)
    if (match === null) throw new Error(`not a transition: ${line}`)
    const [, source, quoted, bare, target] = match
    const label = quoted ?? special[bare as string] ?? bare ?? ''
    return { source: Number(source), label, target: Number(target) }
  })
  return { states: Number(states), transitions }
}

describe('toCspm', () => {
  it('writes a script in CSPM', () => {
    const text = toCspm({ COPY: explore(COPY()) }, ['COPY :[deadlock free [F]]'])
    expect(text).toBe(
      [
        'channel silent_',
        'channel left : {0, 1}',
        'channel right : {0, 1}',
        '',
        'COPY_STATE(0) = left.0 -> COPY_STATE(1) [] left.1 -> COPY_STATE(2)',
        'COPY_STATE(1) = right.0 -> COPY_STATE(0)',
        'COPY_STATE(2) = right.1 -> COPY_STATE(0)',
        'COPY = COPY_STATE(0) \\ {silent_}',
        '',
        'assert COPY :[deadlock free [F]]',
        '',
      ].join('\n'),
    )
  })

  it('hides silent steps, and writes termination and deadlock as SKIP and STOP', () => {
    expect(toCspm({ P: explore(mixed) })).toBe(
      [
        'channel silent_',
        'channel a',
        'channel b',
        '',
        'P_STATE(0) = a -> P_STATE(1) [] silent_ -> P_STATE(2)',
        'P_STATE(1) = SKIP',
        'P_STATE(2) = a -> P_STATE(1) [] b -> P_STATE(4)',
        'P_STATE(4) = STOP',
        'P = P_STATE(0) \\ {silent_}',
        '',
      ].join('\n'),
    )
  })

  it('shares declarations between systems', () => {
    const text = toCspm(
      { SPEC: explore(internalChoice(prefix('a', STOP), STOP)), IMPL: explore(prefix('a', STOP)) },
      ['SPEC [F= IMPL'],
    )
    expect(text.match(/^channel a$/gm)).toHaveLength(1)
    expect(text).toContain('assert SPEC [F= IMPL')
  })

  it('gives events that are not CSPM an identifier, and keeps the name in a comment', () => {
    const odd = prefix('pick up', 'c.x', 'c.1', 'STOP', 'flag.true', 'P', STOP)
    const text = toCspm({ P: explore(odd) })
    expect(text).toContain('channel pick_up_event -- pick up')
    expect(text).toContain('channel c_x_event -- c.x')
    expect(text).toContain('channel STOP_event -- STOP')
    expect(text).toContain('channel P_event -- P')
    expect(text).toContain('channel flag : Bool')
    expect(text).toContain('P_STATE(0) = pick_up_event -> P_STATE(1)')
  })

  it('refuses a name that is no identifier', () => {
    expect(() => toCspm({ 'my process': explore(STOP) })).toThrow(
      "'my process' is not a CSPM identifier",
    )
  })
})
