/**
 * A promise as a guard.
 *
 * A promise cannot forget who asked it: a `Promise.race` in a loop leaves one more reaction on the slow promise
 * at each turn. There is one guard for each promise here, with one reaction, however often it is waited for.
 */
import { show } from './errors.ts'
import type { Guard } from './guard.ts'
import { NONE } from './none.ts'
import { Waitable } from './waitable.ts'

class PromiseGuard extends Waitable<unknown> {
  override get external(): boolean {
    return true
  }

  private outcome: { readonly value: unknown } | { readonly error: unknown } | null = null

  constructor(promise: PromiseLike<unknown>) {
    super('promise')
    promise.then(
      value => {
        this.touched()
        this.outcome = { value }
        this.serveAll(value)
      },
      error => {
        this.touched()
        this.outcome = { error }
        this.failAll(error)
      },
    )
  }

  protected attempt(): unknown {
    if (this.outcome === null) return NONE
    if ('error' in this.outcome) throw this.outcome.error
    return this.outcome.value
  }
}

const guards = new WeakMap<PromiseLike<unknown>, PromiseGuard>()

/**
 * A guard that happens when a promise is fulfilled, and gives its value; where the promise is rejected, the
 * selection rejects with its error. It stays ready. The rejection of a promise that was made a guard counts as
 * handled.
 *
 *     const chosen = await select({ body: promised(response.text()), late: after(1_000) })
 */
export function promised<T>(promise: PromiseLike<T>): Guard<T> {
  if (typeof promise?.then !== 'function')
    throw new TypeError(`promised takes a promise, not ${show(promise)}: promised(fetch(url))`)
  let guard = guards.get(promise)
  if (guard === undefined) {
    guard = new PromiseGuard(promise)
    guards.set(promise, guard)
  }
  return guard as Guard<T>
}
