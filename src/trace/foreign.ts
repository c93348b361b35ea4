/**
 * What could still call into the program although the event loop is empty: timers and handles that were unref'd.
 *
 * A program that waits for one of them ends like one that waits for nothing. Nobody but the program's author knows
 * which of the two it is, so where one is found no verdict is given. Only used while debugging: the hook costs.
 */

import { anyRunsMore } from './compiler-threads.ts'
import { builtin, host } from './host.ts'

interface Resource {
  hasRef?(): boolean | undefined
  /** Of timers. */
  readonly _destroyed?: boolean
  /** Of workers. */
  readonly threadId?: number
}

/** Kinds of resource that call back. Pipes and terminals are left out: Node unrefs the standard streams itself. */
const CALLING_BACK = new Set([
  'Timeout',
  'TCPWRAP',
  'TCPSERVERWRAP',
  'UDPWRAP',
  'PROCESSWRAP',
  'WORKER',
  'FSEVENTWRAP',
  'STATWATCHER',
])

/** Signals by which a program is told something, as opposed to those that Node listens to by itself. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK']

/** True while tracing starts a timer of its own, which calls nobody in the program. */
let own = false

const ours = new WeakSet<object>()

/** Whether a timer is one of tracing's own. */
export const isOurs = (timer: object): boolean => ours.has(timer)

/** Starts a timer that does not hold the program and does not count as one of the program's. */
export function unrefTimer(callback: () => void, delay: number): void {
  own = true
  try {
    const timer = host.setTimeout(callback, delay)
    if (typeof timer !== 'object') return
    timer.unref?.()
    ours.add(timer)
  } finally {
    own = false
  }
}

/** Starts watching; the function returned answers whether something unref'd is still there. */
export function watchForeign(): () => boolean {
  let watched: WeakRef<Resource>[] = []
  let limit = 1_000
  builtin('node:async_hooks')
    ?.createHook({
      init(_id, type, _trigger, resource) {
        if (own || !CALLING_BACK.has(type)) return
        // Asking Node to tell of the end of each would cost every promise of the program.
        if (watched.length >= limit) {
          watched = watched.filter(isOpen)
          limit = Math.max(1_000, 2 * watched.length)
        }
        watched.push(new WeakRef(resource as Resource))
      },
    })
    .enable()
  return () => {
    if (SIGNALS.some(signal => (host.process?.listenerCount(signal) ?? 0) > 0)) return true
    const unreferenced = watched.filter(isOpen).flatMap(resource => resource.deref() ?? [])
    return mayCall(unreferenced.filter(resource => resource.hasRef?.() === false))
  }
}

/** Threads aside in which modules are compiled. */
function mayCall(resources: readonly Resource[]): boolean {
  const threads = resources.flatMap(({ threadId }) => threadId ?? [])
  return threads.length < resources.length || anyRunsMore(threads)
}

/** A handle that was closed answers nothing; a timer that has expired or was cleared says that it is destroyed. */
function isOpen(reference: WeakRef<Resource>): boolean {
  const resource = reference.deref()
  return resource?._destroyed !== true && resource?.hasRef?.() !== undefined
}
