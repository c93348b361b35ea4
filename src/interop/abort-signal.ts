/**
 * AbortSignals. The other way round nothing is needed: a signal is a guard, every operation takes one, and a scope
 * hands one to each process.
 */
import type { Guard } from '../core/guard.ts'
import { sync } from '../core/sync.ts'

/** A signal, and how to stop waiting for what would abort it. */
export interface SignalOfGuard extends Disposable {
  readonly signal: AbortSignal
}

/**
 * A signal that is aborted when a guard happens, with its value for the reason; where the guard fails, with the
 * error. For functions that take a signal and nothing else.
 *
 *     using tooLate = abortWhen(choose(hangUp.reader, after(5_000)))
 *     const response = await fetch(url, { signal: tooLate.signal })
 */
export function abortWhen(guard: Guard<unknown>): SignalOfGuard {
  const aborted = new AbortController()
  const waiting = new AbortController()
  sync(guard, { signal: waiting.signal }).then(
    value => aborted.abort(value),
    error => {
      if (!waiting.signal.aborted) aborted.abort(error)
    },
  )
  return { signal: aborted.signal, [Symbol.dispose]: () => waiting.abort() }
}
