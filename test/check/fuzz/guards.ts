/**
 * The guards of a random program, as the library's.
 */
import { Token } from '../../../src/core/token.ts'
import {
  after,
  choose,
  type Guard as HocketGuard,
  promised,
  skip,
  sync,
  withNack,
} from '../../../src/index.ts'
import type { Guard } from './generate.ts'
import type { Self } from './self.ts'

/** What came of a guard or an attempt, as a log has it; a token is given back. */
export function show(value: unknown): unknown {
  if (value instanceof Token) value[Symbol.dispose]()
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

export function cases(
  guards: readonly Guard[],
  self: Self,
): (HocketGuard<unknown> | AbortSignal)[] {
  return guards.map(guard => {
    switch (guard.kind) {
      case 'aborted':
        return self.world.controller.signal
      case 'nack':
        return withNack(nack => {
          const waiting = self.child()
          sync(nack).then(
            () => waiting.saw('lost'),
            () => {},
          )
          return choose(...made(guard.made, self))
        })
      default:
        return guardOf(guard, self)
    }
  })
}

/** Guards within a guard: signals are none. */
const made = (guards: readonly Guard[], self: Self): HocketGuard<unknown>[] =>
  cases(guards, self).filter(one => !(one instanceof AbortSignal)) as HocketGuard<unknown>[]

function guardOf(guard: Exclude<Guard, { kind: 'nack' }>, self: Self): HocketGuard<unknown> {
  switch (guard.kind) {
    case 'in':
      return self.channel(guard.channel).reader
    case 'step':
      return self.channel(guard.channel).reader.step
    case 'out':
      return self.channel(guard.channel).writer.offer(self.value * 2)
    case 'after':
      return after(guard.delay)
    case 'skip':
      return skip
    case 'tick':
      return self.ticks
    case 'lock':
      return self.world.crew.exclusive
    case 'promised':
      return promised(self.channel(guard.channel).reader.read())
    default:
      return self.world.barrier
  }
}
