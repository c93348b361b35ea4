import { describe, expectTypeOf, it } from 'vitest'
import {
  channel,
  deadlockFree,
  define,
  type Event,
  type EventChannel,
  type Process,
  prefix,
  refines,
  STOP,
  type Verdict,
} from '../../../src/check/refine/index.ts'

describe('types', () => {
  it('a channel carries the literal values that it declares', () => {
    const left = channel('left', [0, 1])
    expectTypeOf(left).toEqualTypeOf<EventChannel<0 | 1>>()
    expectTypeOf(left(0)).toEqualTypeOf<Event>()
    // @ts-expect-error 2 is not carried
    expectTypeOf(left).toBeCallableWith(2)
  })

  it('a definition keeps its parameters', () => {
    const COUNT = define('COUNT', (n: number, up: boolean): Process => prefix('a', COUNT(n, !up)))
    expectTypeOf(COUNT).parameters.toEqualTypeOf<[n: number, up: boolean]>()
    expectTypeOf(COUNT).returns.toEqualTypeOf<Process>()
    // @ts-expect-error a function has no content to compare
    define('BAD', (_: () => void): Process => STOP)
  })

  it('a prefix ends in a process', () => {
    // @ts-expect-error events alone are no process
    expectTypeOf(prefix).toBeCallableWith('a', 'b')
    expectTypeOf(prefix('a', 'b', STOP)).toEqualTypeOf<Process>()
  })

  it('a verdict has a counterexample exactly when it fails', () => {
    const verdict: Verdict = deadlockFree(STOP)
    if (verdict.verdict === 'fails') {
      expectTypeOf(verdict.counterexample.trace).toEqualTypeOf<readonly Event[]>()
    }
    // @ts-expect-error not before the verdict is known
    verdict.counterexample
    // @ts-expect-error the model is one of three
    refines(STOP, STOP, 'trace')
  })
})
