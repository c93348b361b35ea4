/**
 * What could still call into a program whose event loop is empty, found when it ends: timers, sockets, servers,
 * watchers, child processes and workers that were unref'd, and signals that are listened to.
 *
 * As `foreign.ts`, which watches while debugging; here nothing was watched, so Node's own report and the heap are
 * asked. Where they cannot be asked the answer is that something may be there.
 */

import { anyRunsMore } from './compiler-threads.ts'
import { isOurs, SIGNALS } from './foreign.ts'
import { instancesOf } from './heap.ts'
import { builtin, host, type LibuvHandle, type Report } from './host.ts'

interface Unrefable {
  hasRef?(): boolean
  readonly _destroyed?: boolean
}

/** Kinds of handle, as libuv names them, that call back. Pipes are told apart below. */
const CALLING_BACK = new Set(['tcp', 'udp', 'process', 'fs_event', 'fs_poll', 'poll'])

/** Where the command `tsx` listens: one of its own folder, named by its process, which is the program's parent. */
const TSX = /[\\/]tsx-[^\\/]+[\\/](\d+)\.pipe$/

export function mayBeCalled(): boolean {
  const { process } = host
  if (process?.report === undefined) return true
  // Asked first, for the next question loads the module.
  const mayHaveWorkers = process.moduleLoadList?.includes('NativeModule worker_threads') !== false
  // A thread is told things by the one that made it, and a child by its parent.
  if (builtin('node:worker_threads')?.isMainThread !== true) return true
  if (process.connected === true && process.listenerCount('message') > 0) return true
  if (SIGNALS.some(signal => process.listenerCount(signal) > 0)) return true
  const handles = activeHandles(process.report)
  const has = (kind: string) => handles.some(({ type }) => type === kind)
  // The connection to a parent counts as one, though nobody listens.
  const pipes = process.connected === true ? 1 : 0
  const { ppid } = process
  if (handles.filter(one => one.type === 'pipe' && !leadsToTsx(one, ppid)).length > pipes)
    return true
  if (handles.some(({ type }) => CALLING_BACK.has(type))) return true
  return (has('timer') && hasTimer()) || (mayHaveWorkers && hasWorker())
}

/** Whether it is what the command `tsx` runs a program with: the program tells by it, and is told nothing. */
function leadsToTsx({ remoteEndpoint }: LibuvHandle, parent: number): boolean {
  return TSX.exec(remoteEndpoint ?? '')?.[1] === String(parent)
}

/** Handles that are active although the loop does not wait for them. */
function activeHandles(report: Report): LibuvHandle[] {
  const { excludeNetwork } = report
  // Otherwise the names of all peers are looked up.
  report.excludeNetwork = true
  const { libuv } = report.getReport()
  if (excludeNetwork !== undefined) report.excludeNetwork = excludeNetwork
  return libuv.filter(handle => handle.is_active)
}

/** The clock of all timers may still be set for one that was cleared, so the timers themselves are asked. */
function hasTimer(): boolean {
  const timer = host.setTimeout(() => {}, 0)
  host.clearTimeout(timer)
  if (typeof timer !== 'object') return true
  const timers: Unrefable[] | undefined = instancesOf(Object.getPrototypeOf(timer))
  return timers?.some(one => one._destroyed !== true && !isOurs(one)) ?? true
}

function hasWorker(): boolean {
  const workers = instancesOf(builtin('node:worker_threads')?.Worker.prototype as object)
  if (workers === undefined) return true
  // The loaders of modules work in a thread of Node's own, or compile in one of theirs.
  const running = workers.filter(worker => isRunning(worker) && !isInternal(worker))
  return anyRunsMore(running.map(threadOf))
}

const threadOf = (worker: object): number => (worker as { threadId: number }).threadId
const isRunning = (worker: object): boolean => threadOf(worker) !== -1
const isInternal = (worker: object): boolean => worker.constructor.name === 'InternalWorker'
