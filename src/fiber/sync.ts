/**
 * Waiting in a fiber for one event.
 */
import { selectionOf } from '../core/cases.ts'
import type { Guard } from '../core/guard.ts'
import type { ChosenCase } from '../core/selection.ts'
import { labelOf } from '../core/sync.ts'
import type { FiberOperation } from './operation.ts'
import { Select } from './waiting.ts'

class Sync extends Select {
  protected override result(chosen: unknown): unknown {
    return (super.result(chosen) as ChosenCase).value
  }
}

/**
 * Waits until a guard happens and gives its value: `using token = yield* sync(semaphore)`.
 *
 * @throws as `sync` of `hocket` rejects
 */
export function sync<T>(guard: Guard<T>): FiberOperation<T> {
  const selection = selectionOf({ [labelOf(guard)]: guard }, 'priority')
  return new Sync(selection) as FiberOperation<unknown> as FiberOperation<T>
}
