/**
 * The threads in which loaders of modules compile. From Node 22 on a loader such as tsx runs in the thread of the
 * program, and has esbuild compile in a thread that looks like any worker that was unref'd. It cannot call into the
 * program: it answers what it is asked, and who asks stands still until the answer is there.
 */

import { builtin } from './host.ts'

const COMPILER = /\/esbuild\/lib\/main\.js$/

/** Whether one of these threads, by their numbers (`threadId`), is not there to compile. */
export function anyRunsMore(threads: readonly number[]): boolean {
  if (threads.length === 0) return false
  const compilers = compilerThreads()
  return threads.some(thread => !compilers.has(thread))
}

/**
 * Workers do not say what they run, so the inspector is asked. One that is not listed yet has not begun to run.
 *
 * @returns the threads by their numbers; none where there is no inspector to ask
 */
function compilerThreads(): ReadonlySet<number> {
  const threads = new Set<number>()
  const inspector = builtin('node:inspector')
  if (inspector === undefined) return threads
  const session = new inspector.Session()
  try {
    session.connect()
    session.on('NodeWorker.attachedToWorker', ({ params: { workerInfo } }) => {
      if (COMPILER.test(workerInfo.url)) threads.add(Number(workerInfo.workerId))
    })
    // It tells of those that are there before it returns.
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
    session.post('NodeWorker.disable')
  } catch {
    // Not permitted.
  } finally {
    session.disconnect()
  }
  return threads
}
