/**
 * AbortSignals. The other way round nothing is needed: a signal is a guard, every operation takes one, and a scope
 * hands one to each process.
 */
import type { Guard } from '../core/guard.ts'
import { watch } from '../core/signal.ts'
import { sync } from '../core/sync.ts'

/** A signal, and how to stop waiting for what would abort it. */
export interface DisposableSignal extends Disposable {
  readonly signal: AbortSignal
}

/**
 * A signal that is aborted when a guard happens, with its value for the reason; where the guard fails, with the
 * error. For functions that take a signal and nothing else.
 *
 *     using tooLate = abortWhen(choose(hangUp.reader, after(5_000)))
 *     const response = await fetch(url, { signal: tooLate.signal })
 */
export function abortWhen(guard: Guard<unknown>): DisposableSignal {
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

/**
 * A signal that is aborted as soon as one of several is, with its reason. `undefined` stands for a signal that
 * nobody gave.
 *
 *     using either = anySignal(signal, call.signal)
 *     const response = await fetch(url, { signal: either.signal })
 *
 * As `AbortSignal.any`, and nothing stays behind on a signal that lives long: disposing of it takes its listeners
 * away, of which there is one for each signal, however many wait for it. (In Node 20 each `AbortSignal.any` leaves
 * an entry on its sources.)
 */
export function anySignal(
  ...signals: readonly (AbortSignal | null | undefined)[]
): DisposableSignal {
  const controller = new AbortController()
  const stops: (() => void)[] = []
  const stop = (): void => {
    for (const unwatch of stops.splice(0)) unwatch()
  }
  const aborted = (reason: unknown): void => {
    stop()
    controller.abort(reason)
  }
  for (const signal of signals)
    if (signal?.aborted) {
      aborted(signal.reason)
      break
    } else if (signal) stops.push(watch(signal, { aborted }))
  return { signal: controller.signal, [Symbol.dispose]: stop }
}
