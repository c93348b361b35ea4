/**
 * Scopes that are declared closed: fails one when its processes wait for each other alone and can never go on.
 *
 * Nobody is told when a process blocks, since that would cost every operation; now and then the scope is looked at,
 * and operations that waited already the last time are probed. The verdict is exact as far as the declaration is
 * true: where it is not known of every process what it waits for, there is none.
 */

import type { AsyncOperation } from '../core/operation.ts'
import { ports } from '../core/ports.ts'
import type { Scope } from '../core/scope.ts'
import { DeadlockError } from './deadlock-error.ts'
import { Examination } from './examination.ts'
import { familyOf, judgeScopes, openScopes, waitingOperations } from './unwatched.ts'

export { ports as engine } from '../core/ports.ts'

/** Milliseconds between two looks; and how many times as long as a look took is waited before the next. */
const INTERVAL = 50
const SHARE = 20
const LONGEST = 1_000

export function watch(scope: Scope): void {
  const examination = new Examination()
  let waited = new WeakSet<AsyncOperation>()
  const look = () => {
    if (scope.over || scope.cancellation !== null) return
    const began = ports.clock.now()
    const operations = waitingOperations()
    const report = judgeScopes(familyOf(scope, examination), operations, examination, {
      outside: false,
    })
    if (report !== null) return scope.fail(new DeadlockError(report))
    // Which scopes belong to this one comes out by that, too.
    examination.examine(
      openScopes(),
      operations.filter(operation => waited.has(operation)),
    )
    waited = new WeakSet(operations)
    const pause = SHARE * (ports.clock.now() - began)
    ports.clock.setTimer(Math.min(LONGEST, Math.max(INTERVAL, pause)), look)
  }
  look()
}
