import { describe, expect, it } from 'vitest'
import {
  channel,
  define,
  events,
  externalChoice,
  guard,
  internalChoice,
  monitor,
  type Process,
  prefix,
  run,
  SKIP,
  STOP,
  StateLimit,
  specification,
  TICK,
} from '../../../src/check/refine/index.ts'

const put = channel('put', [0, 1])
const get = channel('get', [0, 1])
const QUEUE = define(
  'QUEUE',
  (stored: readonly (0 | 1)[]): Process =>
    externalChoice(
      guard(stored.length < 2, () => put.input(x => QUEUE([...stored, x]))),
      guard(stored.length > 0, () => get.output(stored[0] as 0 | 1, QUEUE(stored.slice(1)))),
    ),
)

describe('monitor', () => {
  it('accepts a run of the specification', () => {
    const watch = monitor(QUEUE([]))
    for (const event of ['put.0', 'put.1', 'get.0', 'put.1', 'get.1', 'get.1']) {
      expect(watch.step(event)).toEqual({ ok: true })
    }
    expect(watch.allowed().toSorted()).toEqual(['put.0', 'put.1'])
  })

  it('tells what was allowed when an event is not, and stays violated', () => {
    const watch = monitor(QUEUE([]))
    watch.step('put.1')
    watch.step('put.0')
    const violation = { ok: false, event: 'get.0', allowed: ['get.1'], position: 2 }
    expect(watch.step('get.0')).toEqual({ ...violation, recent: ['put.1', 'put.0'] })
    expect(watch.step('get.1')).toMatchObject(violation)
  })

  it('judges an event that the specification never names, unless the alphabet leaves it out', () => {
    expect(monitor(QUEUE([])).step('log').ok).toBe(false)
    const watch = monitor(QUEUE([]), { alphabet: events(put, get) })
    expect(watch.step('log').ok).toBe(true)
    expect(watch.step('get.0').ok).toBe(false)
  })

  it('follows every silent choice at once', () => {
    const watch = monitor(internalChoice(prefix('a', 'b', STOP), prefix('a', 'c', STOP)))
    expect(watch.step('a').ok).toBe(true)
    expect(watch.allowed().toSorted()).toEqual(['b', 'c'])
    expect(watch.step('c').ok).toBe(true)
    expect(watch.step('b')).toMatchObject({ ok: false, allowed: [] })
  })

  it('treats termination as an event', () => {
    const watch = monitor(prefix('a', SKIP))
    expect(watch.step(TICK).ok).toBe(false)
    const other = monitor(prefix('a', SKIP))
    other.step('a')
    expect(other.allowed()).toEqual([TICK])
    expect(other.step(TICK).ok).toBe(true)
    expect(other.step('a').ok).toBe(false)
  })

  it('remembers the last 32 events of a long run, in order', () => {
    const watch = monitor(run('a', 'b'))
    for (let i = 0; i < 100; i++) watch.step(i % 3 === 0 ? 'a' : 'b')
    const violation = watch.step('c')
    const expected = Array.from({ length: 32 }, (_, k) => ((68 + k) % 3 === 0 ? 'a' : 'b'))
    expect(violation).toMatchObject({ ok: false, position: 100, recent: expected })
  })

  it('throws when the specification outgrows its limit', () => {
    const COUNT = define('COUNT', (n: number): Process => prefix('a', COUNT(n + 1)))
    const watch = monitor(COUNT(0), { limit: 50 })
    expect(() => {
      for (let i = 0; i < 100; i++) watch.step('a')
    }).toThrow(StateLimit)
  })
})

describe('specification', () => {
  it('walks the normal form: one object for each situation', () => {
    const start = specification(QUEUE([])).initial()
    const full = start.step('put.0')?.step('put.1')
    expect(full?.allowed()).toEqual(['get.0'])
    expect(full?.step('put.0')).toBeUndefined()
    expect(full?.step('get.0')?.step('get.1')).toBe(start)
    expect(start.step('never heard of')).toBeUndefined()
  })

  it('gives the minimal acceptances in the failures model', () => {
    const choice = internalChoice(
      prefix('a', STOP),
      externalChoice(prefix('a', STOP), prefix('b', STOP)),
      prefix('c', STOP),
    )
    const state = specification(choice, 'failures').initial()
    const sets = state.acceptances().map(set => [...set].sort())
    expect(sets.toSorted()).toEqual([['a'], ['c']])
    expect(state.step('a')?.acceptances()).toEqual([new Set()])
  })
})
