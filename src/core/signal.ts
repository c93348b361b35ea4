/**
 * Abort signals: one listener on a signal, however many operations wait on it.
 *
 * Ten thousand operations that share a server's shutdown signal would otherwise be ten thousand listeners
 * (and Node's warning about a leak of them).
 */
import { show } from './errors.ts'
import { type Abortable, ports, type Signal } from './ports.ts'

export interface Watcher {
  /** Called once when the signal is aborted, unless the watch has been stopped. */
  aborted(reason: unknown): void
}

interface Watch {
  readonly watchers: Set<Watcher>
  stop(): void
}

const watches = new WeakMap<Signal, Watch>()

function begin(signal: Signal): Watch {
  if (!isSignal(signal))
    throw new TypeError(
      `expected an AbortSignal, not ${show(signal)}: { signal: controller.signal }`,
    )
  const watchers = new Set<Watcher>()
  const stop = (): void => {
    if (watches.delete(signal)) signal.removeEventListener('abort', listener)
  }
  const listener = (): void => {
    stop()
    for (const watcher of watchers) watcher.aborted(signal.reason)
  }
  signal.addEventListener('abort', listener)
  const begun = { watchers, stop }
  watches.set(signal, begun)
  return begun
}

/** Watches a signal that is not aborted yet; the function returned stops the watch. */
export function watch(signal: Signal, watcher: Watcher): () => void {
  const { watchers, stop } = watches.get(signal) ?? begin(signal)
  watchers.add(watcher)
  return () => {
    if (watchers.delete(watcher) && watchers.size === 0) stop()
  }
}

/** A controller for a signal that is asked for only now: aborted at once where what it tells of has happened. */
export function abortableFor(interruption: { readonly reason: unknown } | null): Abortable {
  const abortable = ports.createAbortable()
  if (interruption !== null) abortable.abort(interruption.reason)
  return abortable
}

/** Whether a value is an abort signal, by its shape: signals come from many realms and polyfills. */
export function isSignal(value: unknown): value is Signal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    typeof (value as Signal).addEventListener === 'function'
  )
}
